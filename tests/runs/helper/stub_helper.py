"""A helper process of bad character, for what a client must bear."""

from __future__ import annotations

import json
import os
import sys
import time

character = sys.argv[1]
for line in sys.stdin:
    question = json.loads(line)
    if character == "greedy":
        hoard = bytearray(300_000_000)
        hoard[::4096] = b"x" * len(hoard[::4096])
        time.sleep(60)
    elif character == "silent":
        time.sleep(60)
    elif character == "dying":
        os._exit(3)
    elif character == "late":
        sys.stdout.write(json.dumps({"id": question["id"] - 1, "item": {"of": "another"}}) + "\n")
    for image in question["images"]:
        if character == "frail" and "deadly" in image:
            os._exit(3)
        item = {"image": image, "probabilities": {"pid": os.getpid()}, "class": "", "problem": None}
        sys.stdout.write(json.dumps({"id": question["id"], "item": item}) + "\n")
    sys.stdout.write(json.dumps({"id": question["id"], "end": True}) + "\n")
    sys.stdout.flush()
