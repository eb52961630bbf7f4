package dev.luna.imagestore;

import dev.luna.config.ImageStoreConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;

/** The client of S3 as the settings want it, with bounds on how long it waits. */
final class S3Connection {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 3;
  private static final int SLOWEST_BYTES_A_SECOND = 256 * 1024;

  private S3Connection() {}

  /**
   * @throws ImageStoreException if a setting is missing or makes no sense
   */
  static S3Client open(ImageStoreConfig config) {
    require(
        config.s3AccessKey().matches("[!-~]+") && config.s3SecretKey().isSet(),
        "IMAGE_STORE.S3_ACCESS_KEY and IMAGE_STORE.S3_SECRET_KEY have to be set");
    require(
        config.s3Region().matches("[A-Za-z0-9-]+"),
        "IMAGE_STORE.S3_REGION has to be a name like us-east-1");
    require(
        config.s3BucketPrefix().matches("|[a-z0-9][a-z0-9.-]{0,48}"),
        "IMAGE_STORE.S3_BUCKET_PREFIX has to be at most 49 of a-z, 0-9, . and -");
    var builder =
        S3Client.builder()
            .region(Region.of(config.s3Region()))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(
                        config.s3AccessKey(), config.s3SecretKey().reveal())))
            .forcePathStyle(config.s3PathStyle())
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(SILENCE))
            .overrideConfiguration(bounds ->
                bounds
                    .apiCallTimeout(CALL_TIMEOUT)
                    .retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(ATTEMPTS)
                            .build()))
            // Other makes of S3 know neither the newer checksums nor chunks with a trailer.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .addPlugin(LegacyMd5Plugin.create())
            .serviceConfiguration(
                s3 -> s3.chunkedEncodingEnabled(false).expectContinueEnabled(false));
    if (!config.s3Endpoint().isEmpty()) {
      builder.endpointOverride(endpoint(config.s3Endpoint()));
    }
    return builder.build();
  }

  /** How long storing so many bytes may take, with all its attempts. */
  static Duration timeout(int bytes) {
    return CALL_TIMEOUT.plusSeconds(bytes / SLOWEST_BYTES_A_SECOND);
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new ImageStoreException(rule);
    }
  }

  /** The address is not repeated in the message, since it may hold a password. */
  private static URI endpoint(String text) {
    try {
      var endpoint = new URI(text);
      boolean isHttp = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
      if (isHttp && endpoint.getHost() != null && endpoint.getUserInfo() == null) {
        return endpoint;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new ImageStoreException(
        "IMAGE_STORE.S3_ENDPOINT has to be http://host:port or https://host:port");
  }
}
