package dev.braid.jobs.control;

import dev.braid.jobs.http.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Reads executors' ledgers for the driver. Thread-safe. */
public final class LedgerReader {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client;
    private final JobSecret secret;

    /** @param trust whom it believes to be an executor */
    public LedgerReader(JobSecret secret, Trust trust) {
        this.client = trust.client(PATIENCE);
        this.secret = secret;
    }

    /** The ledger of the executor whose server has this base address. */
    public LedgerReport read(URI executor) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(executor.resolve(LedgerService.PATH))
                .timeout(PATIENCE)
                .header(JobSecret.HEADER, secret.value())
                .build();
        HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("the ledger of " + executor + " was answered with status " + response.statusCode());
        }
        return LedgerJson.read(response.body());
    }
}
