package dev.braid.gpp.compare;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.text.Nearest;
import dev.braid.gpp.zoo.Zoo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a comparison compares: every model on every machine with every number of devices.
 *
 * @param stateFactor bytes kept per byte of parameters
 */
public record ComparisonSettings(
        List<Model> models, List<Machine> machines, List<Integer> devices, double stateFactor) {
    public ComparisonSettings {
        models = List.copyOf(models);
        machines = List.copyOf(machines);
        devices = List.copyOf(devices);
        devices.stream().filter(count -> count < 1).findFirst().ifPresent(count -> {
            throw new IllegalArgumentException("devices has " + count + ", must be at least 1");
        });
    }

    /** A model under a name; the mini-batch grows with the devices. */
    public record Model(String name, CostGraph graph, int samplesPerDevice) {}

    /**
     * Reads a comparison; its machines lie beside it.
     *
     * @throws IllegalArgumentException naming the file, the key, the value and what it must be
     */
    public static ComparisonSettings read(Path file) {
        Settings settings = Settings.read(file);
        List<String> models = settings.words("models");
        settings.only(key -> List.of("models", "machines", "devices", "state_factor")
                        .contains(key)
                || models.stream()
                        .anyMatch(model -> key.equals(model + ".graph") || key.equals(model + ".samples_per_device")));
        return settings.build(() -> new ComparisonSettings(
                models.stream().map(name -> model(settings, name)).toList(),
                settings.words("machines").stream()
                        .map(name -> Machine.read(file.resolveSibling(name + ".conf")))
                        .toList(),
                settings.words("devices").stream().map(Integer::valueOf).toList(),
                settings.integer("state_factor")));
    }

    private static Model model(Settings settings, String name) {
        return new Model(
                name, Zoo.graph(settings.text(name + ".graph")), settings.integer(name + ".samples_per_device"));
    }

    /** With some of the models, machines and numbers of devices; an empty list leaves all. */
    public ComparisonSettings only(List<String> someModels, List<String> someMachines, List<Integer> someDevices) {
        return new ComparisonSettings(
                some("model", someModels, models, Model::name),
                some("machine", someMachines, machines, Machine::name),
                someDevices.isEmpty() ? devices : someDevices,
                stateFactor);
    }

    private static <T> List<T> some(String what, List<String> names, List<T> all, Function<T, String> name) {
        List<String> known = all.stream().map(name).toList();
        List<T> some = new ArrayList<>();
        for (String wanted : names) {
            if (!known.contains(wanted)) {
                throw new IllegalArgumentException(what + " is '" + wanted + "'; did you mean "
                        + Nearest.to(wanted, known) + "? The comparison has " + String.join(", ", known));
            }
            some.add(all.get(known.indexOf(wanted)));
        }
        return some.isEmpty() ? all : some;
    }

    Problem problem(Model model, Machine machine, int count) {
        Training training = new Training(model.samplesPerDevice() * count, stateFactor);
        return new Problem(model.graph(), machine.topology(count), training);
    }
}
