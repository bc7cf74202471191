"""The versioned JSON of a design: nodes, edges with slots, blocks, and nothing derived from them.

Reading is strict and safe for files from outside: size caps, no unknown keys, names that are
plain identifiers. What the graph means is left to topology, inference and validation.
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
)

CURRENT_VERSION: Literal[2] = 2
MAX_BYTES = 2_000_000
MAX_NODES = 2_000
"""Of the network: each repetition of a block counts."""
MAX_EDGES = 10_000
MAX_TIMES = 64
_DIGESTED_AS = 1
"""What stands for the version in a digest, so that runs and caches of older drawings are found."""

NodeId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""A Python identifier: it names the Keras layer and the variable in the generated code."""
_Coordinate = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
_Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Node(BaseModel):
    """A layer in the drawing.

    ``params`` holds what the person set; the catalog validates it (see ``builder.inference``), so
    that a wrong value is a problem at the layer and not a lost drawing.
    """

    model_config = _FROZEN

    id: NodeId
    type: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]{0,63}$")]
    params: dict[str, Any] = Field(default_factory=dict)
    title: Annotated[str, Field(max_length=80)] = ""
    note: Annotated[str, Field(max_length=2000)] = ""
    x: _Coordinate = 0.0
    y: _Coordinate = 0.0
    quiet: Annotated[tuple[_Code, ...], Field(max_length=50)] = ()
    """Codes of remarks about this layer that the person has read and does not want to see."""

    @model_serializer(mode="wrap")
    def _without_nothing(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Nothing silenced is not written, so that earlier versions can read the design."""
        told: dict[str, Any] = written(self)
        if not told.get("quiet"):
            told.pop("quiet", None)
        return told


class Edge(BaseModel):
    """A connection into the numbered input ``slot`` of ``target``."""

    model_config = _FROZEN

    source: NodeId
    target: NodeId
    slot: Annotated[int, Field(ge=0, le=999)] = 0


class Block(BaseModel):
    """Layers that belong together: named, folded into one, repeated one after the other.

    Its layers stay in the drawing's ``nodes``; each is in one block at most (``builder.blocks``).
    """

    model_config = _FROZEN

    id: NodeId
    name: Annotated[str, Field(max_length=80)] = ""
    nodes: Annotated[tuple[NodeId, ...], Field(min_length=1, max_length=MAX_NODES)]
    times: Annotated[int, Field(ge=1, le=MAX_TIMES, strict=True)] = 1
    """How often it stands in the network, each copy with weights of its own."""
    folded: bool = False
    note: Annotated[str, Field(max_length=2000)] = ""


class GraphSpec(BaseModel):
    """A design: a drawn network as an immutable value."""

    model_config = _FROZEN

    format: Literal["lesion-studio/design"] = "lesion-studio/design"
    version: Literal[2] = CURRENT_VERSION
    name: Annotated[str, Field(min_length=1, max_length=120)] = "Untitled"
    description: Annotated[str, Field(max_length=4000)] = ""
    source: Annotated[str, Field(max_length=1000)] = ""
    """Where the design comes from: a paper, a template, a person."""
    reported: Annotated[str, Field(max_length=1000)] = ""
    """What the source says that it reached, on its own data."""
    differs: Annotated[str, Field(max_length=1000)] = ""
    """How this drawing and its data differ from the source's."""
    recipe: dict[str, Any] = Field(default_factory=dict)
    """Training settings that the design recommends; validated by ``runs.training.recipe``."""
    nodes: Annotated[tuple[Node, ...], Field(max_length=MAX_NODES)] = ()
    edges: Annotated[tuple[Edge, ...], Field(max_length=MAX_EDGES)] = ()
    blocks: Annotated[tuple[Block, ...], Field(max_length=MAX_NODES)] = ()

    def digest(self) -> str:
        """SHA-256 (hex) of what the network is: types, parameters, connections and repetitions.

        Not of places, names and what is folded.
        """
        nodes = sorted((node.id, node.type, node.params) for node in self.nodes)
        edges = sorted((edge.target, edge.slot, edge.source) for edge in self.edges)
        repeated = sorted([sorted(one.nodes), one.times] for one in self.blocks if one.times > 1)
        told = [_DIGESTED_AS, nodes, edges, *([repeated] if repeated else [])]
        text = json.dumps(told, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def with_params(self, kind: str, **params: object) -> GraphSpec:
        """The design with some parameters of every layer of one kind set; all else stays."""
        nodes = (
            node.model_copy(update={"params": {**node.params, **params}})
            if node.type == kind
            else node
            for node in self.nodes
        )
        return self.model_copy(update={"nodes": tuple(nodes)})

    def to_json(self) -> str:
        """The design as it is stored and exported, readable and stable under version control."""
        return json.dumps(self.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"
