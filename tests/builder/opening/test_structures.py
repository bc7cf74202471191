"""The fingerprints of the pretrained networks are those of the networks, whatever the picture."""

from __future__ import annotations

import pytest

from builder.opening.structure import known
from layers_catalog.architectures import ArchitectureName, blocks


def test_each_block_of_each_network_has_one() -> None:
    assert list(known()) == [name.value for name in ArchitectureName]
    for name in ArchitectureName:
        assert len(known()[name]) == len(blocks(name)) == len(set(known()[name]))


def test_no_two_whole_networks_are_alike() -> None:
    ends = [prints[-1] for prints in known().values()]
    assert len(set(ends)) == len(ends)


@pytest.mark.keras
@pytest.mark.parametrize("side", [224, 127])
@pytest.mark.parametrize(
    "name",
    [
        ArchitectureName.EFFICIENTNET_LITE0,
        ArchitectureName.EFFICIENTNET_B0,
        ArchitectureName.MOBILENET_V2,
        ArchitectureName.RESNET50,
    ],
)
def test_they_are_those_of_the_network(name: ArchitectureName, side: int) -> None:
    from builder.networks.structures import fingerprinted

    assert tuple(fingerprinted(name, side)) == known()[name]
