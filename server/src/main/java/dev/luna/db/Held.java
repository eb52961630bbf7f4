package dev.luna.db;
import org.jdbi.v3.core.Handle;
/** Stub until the branch of holds comes. */
public final class Held {
  public static final String EVENT = "false";
  public static final String FACE = "false";
  private Held() {}
  public static boolean isAnythingHeld(Handle handle) { return false; }
  public static void share(Handle handle) {}
}
