package dev.luna.web.faces;

import dev.luna.db.Page;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.faces.FaceFilter;
import dev.luna.faces.FaceStore;
import dev.luna.http.Access;
import dev.luna.http.Audit;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.images.Images;
import dev.luna.imagestore.Bucket;
import dev.luna.web.frame.Paging;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Views;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Faces, and the samples of a face for those who ask to see them. */
public final class FacesPage implements Resource {
  private final Views views;
  private final FaceStore faces;
  private final Images images;
  private final Audit audit;

  public FacesPage(Views views, FaceStore faces, Images images, Audit audit) {
    this.views = views;
    this.faces = faces;
    this.images = images;
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/faces", Access.PAGE, this::table),
        new Route("GET", "/faces/{face_id}", Access.PAGE, this::face),
        new Route("GET", "/faces/{face_id}/samples/{image_id}", Access.PAGE, this::sample));
  }

  /** The table. */
  public record View(List<FaceView> rows, Paging paging, String accountId) {}

  private Reply table(Request request) {
    var account = request.optionalUuid("account_id");
    var filters = new LinkedHashMap<String, String>();
    account.ifPresent(id -> filters.put("account_id", id.toString()));
    var filter =
        new FaceFilter(
            account.orElse(null),
            null,
            List.of(),
            null,
            null,
            null,
            List.of(),
            request.span("create_time"));
    long number = request.number("page");
    var rows =
        faces.page(filter, new Page(number, Paging.ROWS)).stream().map(FaceView::of).toList();
    var paging = new Paging(number, Paging.ROWS, faces.count(filter), "/faces", filters);
    var view = new View(rows, paging, filters.getOrDefault("account_id", ""));
    return views.page(request, Section.FACES, "faces/faces.jte", view);
  }

  private Reply face(Request request) {
    UUID faceId = request.uuid("face_id");
    var face =
        faces
            .byId(faceId, false)
            .orElseThrow(() -> new CodedException(ErrorCode.FACE_NOT_FOUND, faceId));
    return views.page(request, Section.FACES, "faces/face.jte", FaceView.of(face));
  }

  /** Whoever looks at a person is written down before the picture is shown. */
  private Reply sample(Request request) {
    UUID faceId = request.uuid("face_id");
    UUID sampleId = request.uuid("image_id");
    var face =
        faces
            .byId(faceId, false)
            .orElseThrow(() -> new CodedException(ErrorCode.FACE_NOT_FOUND, faceId));
    var attributes = face.attributes();
    if (attributes == null || !attributes.samples().contains(sampleId)) {
      throw new CodedException(ErrorCode.IMAGE_NOT_FOUND, sampleId);
    }
    try (var content =
        images
            .open(Bucket.FACES_SAMPLES, sampleId)
            .orElseThrow(() -> new CodedException(ErrorCode.IMAGE_NOT_FOUND, sampleId))) {
      byte[] bytes = content.stream().readAllBytes();
      var reply =
          new Reply(200, Map.of("Cache-Control", "no-store"), new Reply.Bytes("image/jpeg", bytes));
      request.trail().object(sampleId);
      audit.write(request, reply);
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
