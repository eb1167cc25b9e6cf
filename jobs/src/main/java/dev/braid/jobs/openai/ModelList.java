package dev.braid.jobs.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** The answer to {@code GET /v1/models}: the base model and its adapters. */
public record ModelList(String object, List<Model> data) {
    public static ModelList of(List<Model> models) {
        return new ModelList("list", List.copyOf(models));
    }

    /**
     * A name that requests may use as their model.
     *
     * @param parent the base model of an adapter, null for the base itself
     * @param version newest published step of an adapter, or of the base where all its parameters are trained; else null
     * @param training {@code in_training} or {@code finished}; null for a base that is not trained
     */
    public record Model(
            String id,
            String object,
            long created,
            String ownedBy,
            String root,
            String parent,
            int maxModelLen,
            @JsonInclude(JsonInclude.Include.NON_NULL) Long version,
            @JsonInclude(JsonInclude.Include.NON_NULL) String training) {
        public static final String OBJECT = "model";
        public static final String OWNER = "braid";
    }
}
