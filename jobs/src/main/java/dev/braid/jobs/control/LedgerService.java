package dev.braid.jobs.control;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.braid.jobs.engine.Ledger;
import java.time.Clock;
import java.util.function.LongSupplier;

/** Tells the driver what an executor's engine has done: {@code GET} of a {@link LedgerReport}. */
public final class LedgerService extends AbstractHttpService {
    /** Where an executor's server binds it. */
    public static final String PATH = "/control/ledger";

    private final Ledger ledger;
    private final LongSupplier nanos;
    private final Clock clock;

    /** @param nanos the engine's clock */
    public LedgerService(Ledger ledger, LongSupplier nanos, Clock clock) {
        this.ledger = ledger;
        this.nanos = nanos;
        this.clock = clock;
    }

    @Override
    protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request) {
        LedgerReport report = LedgerReport.of(ledger, nanos.getAsLong(), clock.millis());
        return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, LedgerJson.write(report));
    }
}
