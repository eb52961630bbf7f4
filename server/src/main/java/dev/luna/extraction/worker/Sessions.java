package dev.luna.extraction.worker;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.luna.config.ExtractionConfig;
import dev.luna.extraction.Network;
import dev.luna.extraction.Sha256;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Networks that are loaded, a few at a time: who was used longest ago makes room. One thread. */
final class Sessions {
  private static final int MOST = 4;

  private final OrtEnvironment runtime =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "luna");
  private final WorkerSettings settings;
  private final Map<Network, LoadedNetwork> loaded = new LinkedHashMap<>(16, 0.75f, true);

  Sessions(WorkerSettings settings) {
    this.settings = settings;
  }

  String runtime() {
    return "ONNX Runtime %s, %s".formatted(runtime.getVersion(), settings.provider());
  }

  /** Loads and verifies it, unless that was done before. */
  LoadedNetwork get(Network network) throws UnusableException {
    var known = loaded.get(network);
    if (known != null) {
      return known;
    }
    verify(network);
    var fresh = open(network);
    loaded.put(network, fresh);
    if (loaded.size() > MOST) {
      var oldest = loaded.values().iterator();
      oldest.next().close();
      oldest.remove();
    }
    return fresh;
  }

  private static void verify(Network network) throws UnusableException {
    try {
      String digest = Sha256.of(network.file());
      if (!digest.equals(network.sha256())) {
        throw new UnusableException(
            "the file %s has the SHA-256 digest %s and not %s"
                .formatted(network.file(), digest, network.sha256()));
      }
    } catch (NoSuchFileException e) {
      throw new UnusableException("there is no file " + network.file());
    } catch (IOException e) {
      throw new UnusableException("the file %s cannot be read (%s)".formatted(network.file(), e));
    }
  }

  private LoadedNetwork open(Network network) throws UnusableException {
    OrtSession session;
    try (var options = options()) {
      session = runtime.createSession(network.file().toString(), options);
    } catch (OrtException e) {
      throw new UnusableException(
          "the file %s is not a network that can be loaded (%s)"
              .formatted(network.file(), e.getMessage()));
    }
    var fresh = new LoadedNetwork(runtime, session, network, settings.storage());
    try {
      fresh.tryOut();
    } catch (UnusableException e) {
      fresh.close();
      throw e;
    }
    return fresh;
  }

  private SessionOptions options() throws OrtException, UnusableException {
    var options = new SessionOptions();
    options.setIntraOpNumThreads(settings.threads());
    options.setInterOpNumThreads(1);
    options.setDeterministicCompute(true);
    // Threads that wait by spinning would take the cores that requests need.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.addConfigEntry("session.inter_op.allow_spinning", "0");
    if (settings.provider() == ExtractionConfig.Provider.CUDA) {
      addCuda(options);
    }
    return options;
  }

  private static void addCuda(SessionOptions options) throws UnusableException {
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      throw new UnusableException(
          "EXTRACTION.PROVIDER is CUDA, but the class path has onnxruntime,"
              + " which computes on the CPU alone, and not onnxruntime_gpu");
    }
    try {
      options.addCUDA();
    } catch (OrtException e) {
      throw new UnusableException(
          "EXTRACTION.PROVIDER is CUDA, which cannot be used (%s)".formatted(e.getMessage()));
    }
  }
}
