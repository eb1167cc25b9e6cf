package dev.braid.submit.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.model.plan.CompilerPass;
import dev.braid.model.plan.MemoryPlan;
import dev.braid.model.plan.OperatorMemory;
import dev.braid.model.plan.PassMemory;
import java.util.Locale;
import java.util.Map;

/** A memory plan for programs: {@code {"passes": [...], "operators": [...]}}, all sizes in bytes. */
public final class PlanJson {
    private PlanJson() {}

    /** The plan, indented. */
    public static String of(MemoryPlan plan) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("tokens", plan.setting().tokens());
        json.put("bytes_per_element", plan.setting().elementBytes());
        json.put("none_without_probabilities", plan.withoutProbabilities());
        ArrayNode passes = json.putArray("passes");
        plan.passes().forEach(pass -> passes.add(pass(pass)));
        ArrayNode operators = json.putArray("operators");
        plan.operators().forEach(operator -> operators.add(operator(operator)));
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a memory plan cannot be written as JSON", e);
        }
    }

    private static ObjectNode pass(PassMemory pass) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("pass", pass.pass().label());
        json.put("bytes", pass.bytes());
        json.put("saved", pass.saved());
        json.put("keys_and_values", pass.keysAndValues());
        json.put("temporary", pass.temporary());
        json.put("extra_arithmetic", pass.extraArithmetic());
        return json;
    }

    private static ObjectNode operator(OperatorMemory operator) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("block", operator.block());
        json.put("operator", operator.operator());
        json.put("output", operator.tensor());
        json.put("direction", operator.direction().name().toLowerCase(Locale.ROOT));
        json.set("saved", byPass(operator.saved()));
        json.set("temporary", byPass(operator.temporary()));
        return json;
    }

    private static ObjectNode byPass(Map<CompilerPass, Long> bytes) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        bytes.forEach((pass, count) -> json.put(pass.label(), count));
        return json;
    }
}
