"""Gold interviews and sentences -> the weights of one encoder with several heads (extra ``[train]``).

Read in the order of the work: `config` (one TOML file), `samples` (texts with their labels), `sources` (gold
interviews, WiNER-fr), `guard` (nothing of a test split), `augment`, `tensors` (batches), `network`
(encoder and heads), `teacher` (what sentence embeddings should stay like), `scoring` (dev figures),
`dev` (those figures of a network), `epochs` (the texts of one epoch), `loop` (steps, resuming, early stopping),
`export` (ONNX, int8, checksums). `pieces` and `vocabulary` make a small base from a large one. Torch is imported
by `network`, `teacher`, `dev`, `loop` and `export` alone.
"""
