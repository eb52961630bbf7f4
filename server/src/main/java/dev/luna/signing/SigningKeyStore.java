package dev.luna.signing;

import dev.luna.db.Database;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The table {@code signing_keys}: the private halves are encrypted. */
public final class SigningKeyStore {
  private final Database database;

  public SigningKeyStore(Database database) {
    this.database = database;
  }

  /** A key as it is stored. */
  record Stored(String keyId, String publicKey, String privateKey, Instant createTime) {}

  /**
   * The newest key that {@code reader} can read; where there is none, a fresh one is added. All
   * nodes get the same one.
   */
  SigningKey current(Function<String, List<SigningKey>> reader, Supplier<Stored> fresh) {
    return database.transaction(handle -> {
      handle.execute("lock table signing_keys in share row exclusive mode");
      var texts =
          handle
              .select("select private_key from signing_keys order by create_time desc, key_id")
              .mapTo(String.class)
              .list();
      var readable = texts.stream().flatMap(text -> reader.apply(text).stream()).findFirst();
      if (readable.isPresent()) {
        return readable.get();
      }
      var added = fresh.get();
      handle
          .createUpdate(
              """
              insert into signing_keys (key_id, public_key, private_key, create_time)
              values (:keyId, :publicKey, :privateKey, :createTime)
              """)
          .bind("keyId", added.keyId())
          .bind("publicKey", added.publicKey())
          .bind("privateKey", added.privateKey())
          .bind("createTime", added.createTime())
          .execute();
      return reader.apply(added.privateKey()).getFirst();
    });
  }

  /** All keys that reports can be checked with. */
  public List<PublicKey> known() {
    return database.query(handle ->
        handle
            .select("select public_key from signing_keys order by create_time desc, key_id")
            .mapTo(String.class)
            .map(PublicKey::parse)
            .list());
  }

  /** Encrypts the private halves anew; returns how many changed. */
  public int rewrite(UnaryOperator<String> change) {
    return database.transaction(handle -> {
      handle.execute("lock table signing_keys in share row exclusive mode");
      var texts = handle.select("select private_key from signing_keys").mapTo(String.class).list();
      int changed = 0;
      for (String text : texts) {
        changed +=
            handle
                .createUpdate(
                    """
                    update signing_keys
                    set private_key = :after
                    where private_key = :before
                    """)
                .bind("before", text)
                .bind("after", change.apply(text))
                .execute();
      }
      return changed;
    });
  }
}
