package dev.luna.tasks.kinds.extraction;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.extraction.Outcome;
import dev.luna.tasks.TaskErrorStore;
import dev.luna.tasks.Work;
import dev.luna.tasks.kinds.extraction.ExtractContent.ObjectsType;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes what was read of objects. Those that were removed, or got the wanted otherwise, are passed
 * over; each other one that does not get it is an error of the task.
 */
final class Writer {
  private final TaskErrorStore errors;
  private final FailureStore failures;
  private final InstantSource clock;

  Writer(TaskErrorStore errors, FailureStore failures, InstantSource clock) {
    this.errors = errors;
    this.failures = failures;
    this.clock = clock;
  }

  /**
   * Has to be called in the transaction of the chunk.
   *
   * @return those that got what was read
   */
  List<Read> write(
      Work<ExtractContent, ExtractPart> work, Wanted wanted, Subjects subjects, List<Read> reads) {
    var given = reads.stream().filter(Writer::hasResult).toList();
    var written = given.isEmpty() ? Set.<UUID>of() : subjects.write(wanted, given);
    recordChanged(work, subjects, given, written);
    recordFailed(work, wanted, subjects, reads.stream().filter(read -> !hasResult(read)).toList());
    return given.stream().filter(read -> written.contains(read.candidate().id())).toList();
  }

  /**
   * Keeps an object that cannot be written from being tried again, for a reason that is not known.
   */
  void remember(Work<ExtractContent, ExtractPart> work, Wanted wanted, Candidate candidate) {
    failures.remember(
        wanted, type(work), candidate, new CodedException(ErrorCode.UNKNOWN), clock.instant());
  }

  private void recordChanged(
      Work<ExtractContent, ExtractPart> work,
      Subjects subjects,
      List<Read> given,
      Set<UUID> written) {
    var left =
        given.stream()
            .map(Read::candidate)
            .filter(candidate -> !written.contains(candidate.id()))
            .toList();
    if (!left.isEmpty()) {
      subjects
          .changed(left)
          .forEach(id -> record(work, id, new CodedException(ErrorCode.SAMPLES_CHANGED, id)));
    }
  }

  /** Looks again, since an object may be gone by now or have samples that were not read. */
  private void recordFailed(
      Work<ExtractContent, ExtractPart> work, Wanted wanted, Subjects subjects, List<Read> failed) {
    var now =
        subjects.among(wanted, failed.stream().map(read -> read.candidate().id()).toList()).stream()
            .collect(Collectors.toMap(Candidate::id, Function.identity(), (one, other) -> one));
    for (var read : failed) {
      var candidate = read.candidate();
      if (candidate.equals(now.get(candidate.id()))) {
        var failure = failure(read);
        record(work, candidate.id(), failure);
        failures.remember(wanted, type(work), candidate, failure, clock.instant());
      }
    }
  }

  private void record(
      Work<ExtractContent, ExtractPart> work, UUID objectId, CodedException failure) {
    errors.insert(
        work.taskId(),
        work.subtaskId(),
        failure.code(),
        failure.detail(),
        objectId.toString(),
        clock.instant());
  }

  private static CodedException failure(Read read) {
    var candidate = read.candidate();
    if (candidate.samples().isEmpty()) {
      return new CodedException(ErrorCode.NO_SAMPLE, candidate.id());
    }
    var sample = candidate.samples().getFirst();
    return read.outcome() instanceof Outcome.Refused refused
        ? new CodedException(ErrorCode.SAMPLE_REFUSED, sample, refused.detail())
        : new CodedException(ErrorCode.IMAGE_NOT_FOUND, sample);
  }

  private static boolean hasResult(Read read) {
    return read.outcome() != null && !(read.outcome() instanceof Outcome.Refused);
  }

  private static ObjectsType type(Work<ExtractContent, ExtractPart> work) {
    return work.content().filters().objectsType();
  }
}
