package dev.luna.extraction.worker;

import dev.luna.extraction.Network;
import java.util.List;

/**
 * Samples for the worker.
 *
 * @param id which its replies carry
 * @param samples none to have the network only loaded and verified
 */
record Request(long id, Network network, List<byte[]> samples) {}
