"""MobileSAM's decoder with several prompts."""

import numpy as np

from recolor.engine.networks.decoder import GRID, Decoder, Prompt


def test_prompts_decoded_together_give_the_masks_of_single_prompts(engine, samples):
    picture = samples["lehenga"]
    embedding = engine.analyze(picture).embedding
    estimate = np.full((GRID, GRID), -4, np.float32)
    estimate[120:200, 60:130] = 4
    prompts = [
        Prompt([(300, 600, True)]),
        Prompt([(300, 240, True), (300, 60, False)]),
        Prompt([(200, 500, True)]),
        Prompt([(300, 600, True)], (150, 300, 450, 780)),
        Prompt([(300, 600, True)], None, estimate),
    ]
    decoder = Decoder()
    masks, scores = decoder.decode_all(embedding, prompts, 800, 600)
    assert masks.shape == (5, 4, GRID, GRID)
    for index, prompt in enumerate(prompts):
        single, single_scores = decoder(embedding, prompt, 800, 600)
        assert np.abs(masks[index] - single).max() < 0.01
        assert np.abs(scores[index] - single_scores).max() < 1e-4


def test_no_prompts_give_no_masks():
    masks, scores = Decoder().decode_all(np.zeros((1, 256, 64, 64), np.float16), [], 800, 600)
    assert masks.shape == (0, 4, GRID, GRID)
    assert scores.shape == (0, 4)
