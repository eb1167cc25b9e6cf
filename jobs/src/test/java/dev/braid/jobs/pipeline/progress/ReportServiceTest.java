package dev.braid.jobs.pipeline.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.plan.Action.Closing;
import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.plan.Action.Pass;
import dev.braid.jobs.http.Access;
import dev.braid.jobs.http.ListenAddress;
import dev.braid.jobs.http.Secret;
import dev.braid.jobs.http.TestCertificate;
import dev.braid.jobs.http.TlsFiles;
import dev.braid.jobs.http.Trust;
import dev.braid.jobs.pipeline.Seat;
import dev.braid.jobs.pipeline.checkpoint.StatePart;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportServiceTest {
    private static final String SECRET = "s3cret";

    private final List<WorkerReport> taken = Collections.synchronizedList(new ArrayList<>());

    private ReportService service() {
        return service(Optional.empty());
    }

    private ReportService service(Optional<TlsFiles> tls) {
        ListenAddress listen = new ListenAddress("127.0.0.1", 0, "spark.driver", tls);
        return new ReportService(listen, "127.0.0.1", new Secret(SECRET), report -> {
            if (report instanceof WorkerReport.Part part && part.part().bytes() < 0) {
                throw new IllegalArgumentException("a part of " + part.part().bytes() + " bytes");
            }
            taken.add(report);
        });
    }

    @Test
    void reportsArriveInOrderAsTheyWereSent() throws Exception {
        List<WorkerReport> sent = new ArrayList<>();
        try (ReportService service = service();
                ReportSender sender = new ReportSender(service.address(), SECRET, new Trust(Optional.empty()))) {
            MiniBatchRecorder recorder = new MiniBatchRecorder(2, new Seat(1, 0), 0, 5_000, report -> {
                sent.add(report);
                sender.offer(report);
            });
            for (int iteration = 0; iteration < 20; iteration++) {
                recorder.done(iteration, new Pass(Kind.BACKWARD, 3), 1_000_000, 2_000_000);
                recorder.done(iteration, Closing.UPDATE, 2_000_000, 2_500_000);
                recorder.miniBatch(iteration, 0.25, 0.125, 1_000_000, 3_000_000);
            }
        }
        assertEquals(sent, taken);
        WorkerReport.MiniBatch first = (WorkerReport.MiniBatch) taken.get(0);
        assertEquals(
                new ActionSpan("BACKWARD", 3, 6_000, 7_000), first.timeline().get(0));
        assertEquals(Closing.UPDATE, first.timeline().get(1).action());
        assertEquals(1_500, first.busyMicros());
    }

    @Test
    void aPartIsWithTheDriverWhenItIsDelivered() throws Exception {
        try (ReportService service = service();
                ReportSender sender = new ReportSender(service.address(), SECRET, new Trust(Optional.empty()))) {
            WorkerReport.Part part = new WorkerReport.Part(0, 1, 30, new StatePart("stage-1", 17, 99));
            sender.deliver(part);
            assertEquals(List.of(part), taken);
            IOException refused = assertThrows(
                    IOException.class,
                    () -> sender.deliver(new WorkerReport.Part(0, 1, 30, new StatePart("stage-1", -1, 99))));
            assertTrue(refused.getMessage().contains("a part of -1 bytes"), refused.getMessage());
        }
    }

    @Test
    void overTlsTheDriverIsBelievedByItsCertificateAlone(@TempDir Path folder) throws Exception {
        TlsFiles files = TestCertificate.write(folder, "driver");
        TlsFiles others = TestCertificate.write(folder, "other");
        WorkerReport.Part part = new WorkerReport.Part(0, 1, 30, new StatePart("stage-1", 17, 99));
        try (ReportService service = service(Optional.of(files));
                ReportSender sender =
                        new ReportSender(service.address(), SECRET, new Trust(Optional.of(files.certificate())));
                ReportSender wary =
                        new ReportSender(service.address(), SECRET, new Trust(Optional.of(others.certificate())))) {
            assertEquals("https", service.address().getScheme());
            sender.deliver(part);
            assertEquals(List.of(part), taken);
            assertThrows(IOException.class, () -> wary.deliver(part));
        }
    }

    @Test
    void strangersAndNonsenseAreRefused() throws Exception {
        try (ReportService service = service();
                ReportSender stranger = new ReportSender(service.address(), "guess", new Trust(Optional.empty()))) {
            IOException refused = assertThrows(
                    IOException.class, () -> stranger.deliver(new WorkerReport.PartFailed(0, 0, 1, "disk full")));
            assertTrue(refused.getMessage().contains("401"), refused.getMessage());
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(service.address())
                                    .header(Access.JOB_SECRET_HEADER, SECRET)
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"report\": \"nonsense\"}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(400, answer.statusCode());
            assertEquals(List.of(), taken);
        }
    }
}
