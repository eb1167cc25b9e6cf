package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.adapter.BaseVersions;
import dev.braid.jobs.adapter.SlotLayout;
import dev.braid.jobs.adapter.VersionStore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Takes new adapter versions over between steps. Owned by the engine's thread; names are readable by any. */
final class Versions {
    private final EngineSettings settings;
    private final VersionStore store;
    private final StepRunner runner;
    private final Map<String, Message.Install> pending = new LinkedHashMap<>();
    private final BaseVersions base;
    private volatile List<ServedModel> models;
    private volatile List<String> pinned = List.of();

    Versions(EngineSettings settings, VersionStore store, BaseVersions base, StepRunner runner) {
        this.settings = settings;
        this.store = store;
        this.base = base;
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

    /**
     * Where training reads a version.
     *
     * @param base copy of the base model's weights
     * @param adapter slot, or {@link StepRunner#BASE}
     */
    record Place(int base, int adapter) {}

    /** Where training reads a version; empty when it is not installed. */
    Optional<Place> inTraining(String job, long step) {
        OptionalInt found = trainsBase() ? base.training(step) : store.trainingSlot(job, step);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        int at = found.getAsInt();
        return Optional.of(trainsBase() ? new Place(at, StepRunner.BASE) : new Place(0, at));
    }

    private boolean trainsBase() {
        return settings.target() == EngineSettings.TrainingTarget.BASE_MODEL;
    }

    /** Puts an adapter from a folder into a slot, at the start. */
    void load(AdapterVersion version, float[] weights) {
        int slot = store.vacatePublished(version)
                .orElseThrow(() -> new IllegalStateException("no slot is free for " + version));
        runner.install(slot, weights);
        store.publish(slot, version);
        refresh();
    }

    void install(Message.Install install) {
        if (isLoaded(install.version().name())) {
            replace(install);
            return;
        }
        try {
            if (inTraining(install.version().name(), install.version().step()).isEmpty()) {
                installForTraining(install);
            }
        } catch (RuntimeException e) {
            install.done().completeExceptionally(e);
            return;
        }
        if (install.visibility() == TrainingService.Visibility.PUBLISHED) {
            queueIfNewer(install);
            publishPending();
        } else {
            install.done().complete(null);
        }
    }

    private void installForTraining(Message.Install install) {
        if (trainsBase()) {
            int copy = base.vacateTraining();
            runner.installBase(copy, install.weights());
            base.train(copy, install.version().step());
            return;
        }
        int slot = store.vacateTraining(install.version());
        runner.install(slot, install.weights());
        store.train(slot, install.version());
    }

    private boolean isLoaded(String name) {
        return store.layout().loaded().stream().anyMatch(loaded -> loaded.name().equals(name));
    }

    /** Another version of a loaded adapter; it may be an earlier one. */
    private void replace(Message.Install install) {
        if (install.visibility() != TrainingService.Visibility.PUBLISHED) {
            install.done()
                    .completeExceptionally(new IllegalArgumentException(
                            install.version().name() + " is not in training: its versions are PUBLISHED only"));
            return;
        }
        queue(install);
        publishPending();
    }

    /** Of two versions of an adapter in training the newer one stays: nobody will ask for one that was overtaken. */
    private void queueIfNewer(Message.Install install) {
        Message.Install other = pending.get(install.version().name());
        if (other != null && other.version().step() > install.version().step()) {
            install.done().complete(null);
            return;
        }
        queue(install);
    }

    private void queue(Message.Install install) {
        Message.Install other = pending.put(install.version().name(), install);
        if (other != null) {
            other.done().complete(null);
        }
    }

    /** Publishes the versions that wait for a slot, where there is one now. */
    void publishPending() {
        if (pending.isEmpty()) {
            return;
        }
        for (Iterator<Message.Install> all = pending.values().iterator(); all.hasNext(); ) {
            Message.Install install = all.next();
            try {
                if (isWanted(install) && !publish(install)) {
                    continue;
                }
                all.remove();
                install.done().complete(null);
            } catch (RuntimeException e) {
                all.remove();
                install.done().completeExceptionally(e);
            }
        }
    }

    private boolean isWanted(Message.Install install) {
        AdapterVersion version = install.version();
        if (isLoaded(version.name())) {
            return true;
        }
        OptionalLong newest = published(version.name());
        return newest.isEmpty() || newest.getAsLong() < version.step();
    }

    /** Step of what requests see of a job. */
    private OptionalLong published(String job) {
        return trainsBase()
                ? base.publishedStep()
                : store.newest(job)
                        .map(version -> OptionalLong.of(version.step()))
                        .orElse(OptionalLong.empty());
    }

    private boolean publish(Message.Install install) {
        return trainsBase() && !isLoaded(install.version().name()) ? publishBase(install) : publishAdapter(install);
    }

    private boolean publishBase(Message.Install install) {
        long step = install.version().step();
        OptionalInt copy = base.vacatePublished(step);
        if (copy.isEmpty()) {
            return false;
        }
        if (base.training(step).isEmpty()) {
            runner.installBase(copy.getAsInt(), install.weights());
        }
        base.publish(copy.getAsInt(), step);
        refresh();
        return true;
    }

    private boolean publishAdapter(Message.Install install) {
        OptionalInt slot = store.vacatePublished(install.version());
        if (slot.isEmpty()) {
            return false;
        }
        try {
            runner.install(slot.getAsInt(), install.weights());
            store.publish(slot.getAsInt(), install.version());
        } finally {
            refresh();
        }
        return true;
    }

    private void refresh() {
        List<ServedModel> now = new ArrayList<>();
        now.add(new ServedModel(
                settings.model(),
                "",
                base.publishedStep(),
                trainsBase() ? ServedModel.Training.IN_TRAINING : ServedModel.Training.FINISHED));
        for (String name : store.layout().trained()) {
            add(now, name, ServedModel.Training.IN_TRAINING);
        }
        for (SlotLayout.Loaded loaded : store.layout().loaded()) {
            add(now, loaded.name(), ServedModel.Training.FINISHED);
        }
        models = List.copyOf(now);
        pinned = store.live().stream().map(Object::toString).toList();
    }

    private void add(List<ServedModel> models, String name, ServedModel.Training training) {
        store.newest(name)
                .map(version -> new ServedModel(name, settings.model(), OptionalLong.of(version.step()), training))
                .ifPresent(models::add);
    }

    void failAll(RuntimeException cause) {
        pending.values().forEach(install -> install.done().completeExceptionally(cause));
        pending.clear();
    }
}
