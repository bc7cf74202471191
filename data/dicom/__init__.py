"""DICOM photographs. Only ``reading`` knows pydicom; it is loaded where such a file is met."""
