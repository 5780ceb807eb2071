"""The neural networks (MobileSAM's encoder and decoder, the garment parser) and their stored output."""
