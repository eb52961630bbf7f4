package dev.luna.web.faces;

import dev.luna.faces.FaceList;
import dev.luna.web.frame.Show;

/** A list as pages show it. */
public record ListView(
    String id,
    String accountId,
    String userData,
    String faces,
    String updated,
    String updatedExact) {

  static ListView of(FaceList list) {
    return new ListView(
        list.listId().toString(),
        list.accountId().toString(),
        list.userData(),
        Show.number(list.faceCount()),
        Show.time(list.lastUpdateTime()),
        Show.exact(list.lastUpdateTime()));
  }
}
