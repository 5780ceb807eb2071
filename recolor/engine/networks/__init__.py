"""The neural networks: MobileSAM's encoder and decoder, the garment parser, and what is kept of their output."""
