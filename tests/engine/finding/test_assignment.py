"""Candidates are assigned to all requested garments together."""

import numpy as np

from recolor.engine.finding.assignment import assign

# Candidates: the union of a kurta and trousers, the kurta, the trousers.
CONFLICTS = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 1]], bool)


def test_the_best_candidate_of_one_garment_is_given_up_for_another_garment():
    kurta, trousers = (0.6, 0.5, 0.05), (0.1, 0, 0.6)
    assert assign(np.array([kurta, trousers], np.float32), CONFLICTS) == (1, 2)
    assert assign(np.array([trousers, kurta], np.float32), CONFLICTS) == (2, 1)
    assert assign(np.array([kurta], np.float32), CONFLICTS) == (0,)


def test_a_garment_without_a_candidate_gets_none():
    assert assign(np.array([(0.6, 0, 0), (0.3, 0, 0)], np.float32), CONFLICTS) == (0, None)
    assert assign(np.array([(0.3, 0, 0), (0.6, 0, 0)], np.float32), CONFLICTS) == (None, 0)
    assert assign(np.zeros((2, 3), np.float32), CONFLICTS) == (None, None)
