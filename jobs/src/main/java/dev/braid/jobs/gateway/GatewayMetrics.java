package dev.braid.jobs.gateway;

import com.linecorp.armeria.common.HttpResponse;
import dev.braid.jobs.http.Exposition;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** What a gateway counts. Thread-safe. */
final class GatewayMetrics {
    private final LongAdder requests = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder broken = new LongAdder();
    private final LongAdder unserved = new LongAdder();
    private final List<Consumer<Exposition>> others = new CopyOnWriteArrayList<>();

    /** Shows what somebody else counts, too. */
    void add(Consumer<Exposition> other) {
        others.add(other);
    }

    void request() {
        requests.increment();
    }

    /** A member was lost or refused, and another is asked. */
    void retry() {
        retries.increment();
    }

    /** A member was lost after it had begun to answer. */
    void broken() {
        broken.increment();
    }

    /** No member could answer. */
    void unserved() {
        unserved.increment();
    }

    HttpResponse exposition(Members members) {
        Exposition out = new Exposition()
                .counter("braid:gateway_requests_total", "Requests that came in.", "", requests.sum())
                .counter("braid:gateway_retries_total", "Attempts at another member.", "", retries.sum())
                .counter("braid:gateway_broken_streams_total", "Streams that broke off.", "", broken.sum())
                .counter("braid:gateway_unserved_requests_total", "Requests no member took.", "", unserved.sum())
                .gauge(
                        "braid:gateway_members",
                        "Members that have joined.",
                        "",
                        members.all().size())
                .gauge("braid:gateway_members_ready", "Members that get requests.", "", members.ready())
                .header("braid:gateway_member_requests_in_flight", "Requests at a member.", "gauge");
        members.all()
                .forEach(member -> out.sample(
                        "braid:gateway_member_requests_in_flight",
                        Exposition.label("member", member.address().toString()),
                        member.inFlight()));
        others.forEach(other -> other.accept(out));
        return out.response();
    }
}
