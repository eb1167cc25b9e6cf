package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.VersionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Takes new adapter versions over between steps. Owned by the engine's thread; names are readable by any. */
final class Versions {
    private final EngineSettings settings;
    private final VersionStore store;
    private final StepRunner runner;
    private Message.Install pending;
    private volatile List<ServedModel> models;
    private volatile List<String> pinned = List.of();

    Versions(EngineSettings settings, VersionStore store, StepRunner runner) {
        this.settings = settings;
        this.store = store;
        this.runner = runner;
        refresh();
    }

    List<ServedModel> models() {
        return models;
    }

    void requireKnown(String model) {
        boolean known = models.stream().anyMatch(served -> served.name().equals(model)) || pinned.contains(model);
        if (!known) {
            throw new RequestRejectedException(
                    RequestRejectedException.Reason.UNKNOWN_MODEL,
                    "model '" + model + "' does not exist; there are "
                            + models.stream().map(ServedModel::name).toList());
        }
    }

    void install(Message.Install install) {
        try {
            if (settings.target() == EngineSettings.TrainingTarget.BASE_MODEL) {
                runner.install(StepRunner.BASE, install.weights());
                install.done().complete(null);
                return;
            }
            if (store.trainingSlot(install.version().step()).isEmpty()) {
                runner.install(store.beginTraining(install.version()), install.weights());
            }
            if (install.visibility() == TrainingService.Visibility.TRAINING_ONLY) {
                install.done().complete(null);
                return;
            }
            if (pending != null) {
                // Nobody will ask for a version that a newer one has overtaken.
                pending.done().complete(null);
            }
            pending = install;
            publishPending();
        } catch (RuntimeException e) {
            install.done().completeExceptionally(e);
        }
    }

    /** Publishes the version that waits for a slot, if there is one now. */
    void publishPending() {
        if (pending == null) {
            return;
        }
        boolean stale = store.newestStep().isPresent()
                && store.newestStep().getAsLong() >= pending.version().step();
        if (!stale) {
            OptionalInt slot = store.publish(pending.version());
            if (slot.isEmpty()) {
                return;
            }
            runner.install(slot.getAsInt(), pending.weights());
            refresh();
        }
        pending.done().complete(null);
        pending = null;
    }

    private void refresh() {
        List<ServedModel> now = new ArrayList<>();
        now.add(new ServedModel(settings.model(), "", OptionalLong.empty(), ServedModel.Training.FINISHED));
        store.newestStep()
                .ifPresent(step -> now.add(new ServedModel(
                        store.layout().trained().orElseThrow(),
                        settings.model(),
                        OptionalLong.of(step),
                        ServedModel.Training.IN_TRAINING)));
        for (String name : store.layout().loaded()) {
            now.add(new ServedModel(name, settings.model(), OptionalLong.of(0), ServedModel.Training.FINISHED));
        }
        models = List.copyOf(now);
        pinned = store.live().stream().map(Object::toString).toList();
    }

    void failAll(RuntimeException cause) {
        if (pending != null) {
            pending.done().completeExceptionally(cause);
            pending = null;
        }
    }
}
