package dev.luna.extraction.worker;

/** Decodes samples, any number at once. */
interface SampleDecoder {
  /**
   * @throws SampleException if it cannot be decoded
   */
  Pixels decode(byte[] sample) throws SampleException;
}
