package dev.luna.testing;

import java.net.URI;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;

/** An S3 in this process, on a free loopback port; what it keeps ends with it. */
public final class S3Server implements AutoCloseable {
  public static final String SECRET = "a-secret-that-nobody-prints";
  private static final String ACCESS = "luna";

  private final BlobStore blobs;
  private final S3Proxy proxy;

  private S3Server(BlobStore blobs, S3Proxy proxy) {
    this.blobs = blobs;
    this.proxy = proxy;
  }

  public static S3Server start() {
    var blobs = BlobStores.create("transient-nio2", new Properties());
    var proxy =
        S3Proxy.builder()
            .blobStore(blobs)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS, SECRET)
            .stopTimeout(0)
            .build();
    try {
      proxy.start();
      return new S3Server(blobs, proxy);
    } catch (Exception e) {
      throw new IllegalStateException("S3 does not start", e);
    }
  }

  public int port() {
    return proxy.getPort();
  }

  /** Settings of a server that keeps its objects here. */
  public Map<String, String> settings() {
    return settings("http://127.0.0.1:" + port());
  }

  /** Settings for an S3 that is somewhere else, or nowhere. */
  public static Map<String, String> settings(String endpoint) {
    return Map.of(
        "IMAGE_STORE.TYPE", "s3",
        "IMAGE_STORE.S3_ENDPOINT", endpoint,
        "IMAGE_STORE.S3_ACCESS_KEY", ACCESS,
        "IMAGE_STORE.S3_SECRET_KEY", SECRET);
  }

  @Override
  public void close() {
    try {
      proxy.stop();
      blobs.close();
    } catch (Exception e) {
      throw new IllegalStateException("S3 does not stop", e);
    }
  }
}
