package dev.braid.jobs.gateway;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import dev.braid.jobs.http.Responses;
import dev.braid.jobs.openai.ApiException;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Passes a member's events on to the client, as fast as the client takes them. A stream that breaks off ends with an error
 * event. Called on the request's event loop alone.
 */
final class PassedStream implements Subscriber<HttpData> {
    private final HttpResponseWriter out;
    private final Runnable onBroken;
    private final Runnable onEnd;
    private final WholeEvents events = new WholeEvents();
    private Subscription subscription;

    /** @param onEnd called once, however the stream ends */
    PassedStream(HttpResponseWriter out, Runnable onBroken, Runnable onEnd) {
        this.out = out;
        this.onBroken = onBroken;
        this.onEnd = onEnd;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(HttpData data) {
        HttpData whole = events.accept(data.array());
        if (!whole.isEmpty()) {
            out.tryWrite(whole);
        }
        out.whenConsumed().thenRun(() -> subscription.request(1));
    }

    @Override
    public void onError(Throwable cause) {
        if (out.isOpen()) {
            onBroken.run();
            breakOff();
        }
        onEnd.run();
    }

    @Override
    public void onComplete() {
        if (events.rest().isBlank()) {
            out.close();
        } else {
            onBroken.run();
            breakOff();
        }
        onEnd.run();
    }

    private void breakOff() {
        ApiException error = ApiException.of(502, "the executor that generated this answer was lost; ask again");
        out.tryWrite(Responses.event(error.error()));
        out.tryWrite(HttpData.ofUtf8(Responses.DONE));
        out.close();
    }
}
