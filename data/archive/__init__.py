"""Photographs from the ISIC Archive, through its public API: asked for, counted, downloaded.

The only part of this room that leaves the computer, and only when somebody asks it to. What lies in
the folder afterwards is read like any download from the archive, by ``data.readers``.
"""
