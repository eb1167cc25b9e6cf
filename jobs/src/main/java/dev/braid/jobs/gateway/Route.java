package dev.braid.jobs.gateway;

import com.linecorp.armeria.client.WebClient;
import dev.braid.jobs.http.Secret;
import dev.braid.jobs.openai.ApiException;
import java.util.Optional;

/** What the requests of a gateway have in common on their way to a member. */
record Route(
        Members members, WebClient client, Optional<Secret> memberToken, PromptPrefix prefix, GatewayMetrics metrics) {
    private static final int RETRY_SECONDS = 1;

    /** Why nobody answers. */
    ApiException noMember(int tried) {
        String lost = tried == 0 ? "" : "; " + tried + " were asked and lost";
        return ApiException.retryable(
                503,
                "no executor can answer: " + members.all().size() + " have joined, " + members.ready() + " are ready"
                        + lost,
                RETRY_SECONDS);
    }
}
