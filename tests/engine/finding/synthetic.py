"""Synthetic output of the parser."""

import numpy as np

from recolor.engine.networks.parser import class_names


def parser_probabilities(blocks, with_person=True):
    """Return (classes, 100, 60) uint8: background, blocks of classes and, unless it is a flat-lay, a person's hair.

    blocks: for each class (first row, end row, probability).
    """
    if with_person:
        blocks = blocks | {"hair": (2, 10, 0.95)}
    probabilities = np.zeros((len(class_names()), 100, 60), np.uint8)
    background = class_names().index("background")
    probabilities[background] = 255
    for name, (top, bottom, probability) in blocks.items():
        probabilities[class_names().index(name), top:bottom, 15:45] = round(255 * probability)
        probabilities[background, top:bottom, 15:45] = round(255 * (1 - probability))
    return probabilities
