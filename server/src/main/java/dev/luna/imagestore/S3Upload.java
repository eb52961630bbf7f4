package dev.luna.imagestore;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Stores content of unknown length with one part of it in memory: S3 wants to know the length of
 * what it is sent. What is shorter than a part is one request.
 */
final class S3Upload {
  private static final Logger LOG = LoggerFactory.getLogger(S3Upload.class);
  private static final int PART = 8 << 20;
  private static final String TYPE = "application/octet-stream";

  private final S3Client client;
  private final String bucket;
  private final String key;

  S3Upload(S3Client client, String bucket, String key) {
    this.client = client;
    this.bucket = bucket;
    this.key = key;
  }

  /**
   * @throws UncheckedIOException if {@code content} cannot be read
   * @throws SdkException if S3 fails
   */
  void send(InputStream content) {
    byte[] first = part(content);
    if (first.length < PART) {
      client.putObject(
          request ->
              request
                  .bucket(bucket)
                  .key(key)
                  .overrideConfiguration(o -> o.apiCallTimeout(S3Connection.timeout(first.length))),
          body(first));
    } else {
      sendParts(first, content);
    }
  }

  private void sendParts(byte[] first, InputStream rest) {
    String upload =
        client.createMultipartUpload(request -> request.bucket(bucket).key(key)).uploadId();
    boolean complete = false;
    try {
      var parts = new ArrayList<CompletedPart>();
      for (byte[] part = first; part.length > 0; part = part(rest)) {
        parts.add(sendPart(upload, parts.size() + 1, part));
      }
      client.completeMultipartUpload(request ->
          request
              .bucket(bucket)
              .key(key)
              .uploadId(upload)
              .multipartUpload(all -> all.parts(parts))
              .overrideConfiguration(o -> o.apiCallTimeout(S3Connection.timeout(PART))));
      complete = true;
    } finally {
      if (!complete) {
        abort(upload);
      }
    }
  }

  private CompletedPart sendPart(String upload, int number, byte[] part) {
    var sent =
        client.uploadPart(
            request ->
                request
                    .bucket(bucket)
                    .key(key)
                    .uploadId(upload)
                    .partNumber(number)
                    .overrideConfiguration(
                        o -> o.apiCallTimeout(S3Connection.timeout(part.length))),
            body(part));
    return CompletedPart.builder().partNumber(number).eTag(sent.eTag()).build();
  }

  private void abort(String upload) {
    try {
      client.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException e) {
      LOG.warn(
          "parts of {}/{} stay in S3 until a rule of the bucket removes them: {}",
          bucket,
          key,
          S3Failure.of("abort an upload", e).getMessage());
    }
  }

  private static byte[] part(InputStream content) {
    try {
      return content.readNBytes(PART);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without a copy; a second attempt reads the same bytes again. */
  private static RequestBody body(byte[] bytes) {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes), bytes.length, TYPE);
  }
}
