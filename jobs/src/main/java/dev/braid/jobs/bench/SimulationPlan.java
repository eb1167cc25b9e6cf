package dev.braid.jobs.bench;

import dev.braid.jobs.simulate.Arrangement;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is simulated: every subject under every load with every policy.
 *
 * @param setting loads and devices in a sentence
 * @param policies labels of arrangements
 * @param devices of a fleet; each is a group of GPUs with one copy of the model
 */
public record SimulationPlan(
        String setting,
        List<Subject> subjects,
        List<Workload.Load> loads,
        List<String> policies,
        int devices,
        long seed) {
    public SimulationPlan {
        subjects = List.copyOf(subjects);
        loads = List.copyOf(loads);
        policies = List.copyOf(policies);
        if (devices < 1) {
            throw new IllegalArgumentException("devices is " + devices + ", must be at least 1");
        }
        if (subjects.isEmpty() || loads.isEmpty() || policies.isEmpty()) {
            throw new IllegalArgumentException("there must be a model, a load and a policy, but there are "
                    + subjects.size() + ", " + loads.size() + " and " + policies.size());
        }
        if (new HashSet<>(policies).size() < policies.size()) {
            throw new IllegalArgumentException("policies " + policies + " names one twice");
        }
        for (String policy : policies) {
            Arrangement.of(policy, devices);
        }
    }

    /** The policy that a report is about: co-serving where it is there, else the first. */
    String own() {
        return policies.stream()
                .filter(label -> label.equals("co-serving") || label.equals("inference-first"))
                .findFirst()
                .orElse(policies.get(0));
    }

    /** In a sentence or two: models, devices, loads. */
    String words() {
        return "Simulated in virtual time with the real engine and scheduler. Fleets of " + devices + " devices: "
                + subjects.stream().map(Subject::words).collect(Collectors.joining("; ")) + ". " + setting + ".";
    }
}
