package dev.braid.jobs.serve;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import dev.braid.jobs.http.Responses;
import dev.braid.jobs.openai.ApiException;
import dev.braid.jobs.openai.GenerationFields.Delivery;
import dev.braid.jobs.openai.Usage;

/** Answers with server-sent events. Before the first one an error is still an ordinary error answer. */
final class StreamReply implements Reply {
    private final HttpResponseWriter out;
    private final Format format;
    private final Delivery delivery;
    private State state = State.SILENT;

    private enum State {
        SILENT,
        STREAMING
    }

    StreamReply(HttpResponseWriter out, Format format, Delivery delivery) {
        this.out = out;
        this.format = format;
        this.delivery = delivery;
    }

    @Override
    public void begin(int choice) {
        if (state == State.SILENT) {
            state = State.STREAMING;
            out.tryWrite(Responses.eventStream());
        }
        format.opening(choice).forEach(this::write);
    }

    @Override
    public void piece(int choice, Piece piece) {
        write(format.piece(choice, piece));
    }

    @Override
    public void end(int choice, String finishReason) {
        write(format.end(choice, finishReason));
    }

    @Override
    public void complete(Usage usage) {
        if (delivery == Delivery.STREAM_WITH_USAGE) {
            write(format.usage(usage));
        }
        done();
    }

    @Override
    public void fail(ApiException error) {
        if (state == State.SILENT) {
            out.close(Responses.whole(error));
        } else {
            write(error.error());
            done();
        }
    }

    private void write(Object record) {
        out.tryWrite(Responses.event(record));
    }

    private void done() {
        out.tryWrite(HttpData.ofUtf8(Responses.DONE));
        out.close();
    }
}
