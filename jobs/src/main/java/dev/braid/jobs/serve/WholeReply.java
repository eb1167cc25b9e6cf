package dev.braid.jobs.serve;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import dev.braid.jobs.http.Responses;
import dev.braid.jobs.openai.ApiException;
import dev.braid.jobs.openai.Usage;
import dev.braid.jobs.openai.Wire;
import java.util.ArrayList;
import java.util.List;

/** Collects the answers and sends them when all are there. */
final class WholeReply implements Reply {
    private final HttpResponseWriter out;
    private final Format format;
    private final List<Collected> answers = new ArrayList<>();

    private static final class Collected {
        private final StringBuilder text = new StringBuilder();
        private final List<Piece.ScoredToken> tokens = new ArrayList<>();
        private String finishReason = "";

        Format.Answer answer() {
            return new Format.Answer(text.toString(), tokens, finishReason);
        }
    }

    WholeReply(HttpResponseWriter out, Format format, int choices) {
        this.out = out;
        this.format = format;
        for (int i = 0; i < choices; i++) {
            answers.add(new Collected());
        }
    }

    @Override
    public void begin(int choice) {
        // The answer is sent when it is whole.
    }

    @Override
    public void piece(int choice, Piece piece) {
        answers.get(choice).text.append(piece.text());
        answers.get(choice).tokens.addAll(piece.tokens());
    }

    @Override
    public void end(int choice, String finishReason) {
        answers.get(choice).finishReason = finishReason;
    }

    @Override
    public void complete(Usage usage) {
        Object whole = format.whole(answers.stream().map(Collected::answer).toList(), usage);
        out.close(AggregatedHttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, HttpData.wrap(Wire.bytes(whole))));
    }

    @Override
    public void fail(ApiException error) {
        out.close(Responses.whole(error));
    }
}
