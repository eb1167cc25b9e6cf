package dev.braid.jobs.gateway;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The sidecars that a gateway spreads requests over: who has joined, who is ready, who is how busy. Owns this state alone
 * and guards itself; any thread may ask or tell.
 */
public final class Members {
    /** What a member's last health check said. */
    public enum Health {
        /** Not checked yet. */
        JOINING,
        READY,
        /** It answers, but takes no requests now. */
        NOT_READY,
        UNREACHABLE
    }

    /** A member as others see it. */
    public record Member(URI address, Health health, int inFlight) {}

    /** Requests more than the least busy member has that a member with a known prefix may have. */
    private static final int STICKY_EXCESS = 4;

    private final Map<URI, State> members = new LinkedHashMap<>();
    private final LongSupplier nanos;
    private long turn;

    private static final class State {
        private final URI address;
        private final List<Lease> leases = new ArrayList<>();
        private Health health = Health.JOINING;
        private long answeredNanos;
        private long lastTurn;

        State(URI address, long now) {
            this.address = address;
            this.answeredNanos = now;
        }

        int inFlight() {
            return leases.size();
        }
    }

    public Members(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A request's place at a member, until it is closed. */
    public final class Lease implements AutoCloseable {
        private final State state;
        private Runnable onLost = () -> {};
        private boolean lost;

        private Lease(State state) {
            this.state = state;
        }

        public URI address() {
            return state.address;
        }

        /** What to do when the member is given up while the request is there; at once if it has been already. */
        public void onLost(Runnable action) {
            synchronized (Members.this) {
                onLost = action;
                if (!lost) {
                    return;
                }
            }
            action.run();
        }

        /** The member could not be reached: no more requests go there until it answers a health check. */
        public void unreachable() {
            synchronized (Members.this) {
                state.health = Health.UNREACHABLE;
            }
        }

        @Override
        public void close() {
            synchronized (Members.this) {
                state.leases.remove(this);
            }
        }
    }

    public synchronized void join(URI address) {
        members.computeIfAbsent(address, joined -> new State(joined, nanos.getAsLong()));
    }

    /** No more requests go there; those that are there may end. */
    public synchronized void leave(URI address) {
        members.remove(address);
    }

    /** From now on exactly these are members. */
    public synchronized void replace(Set<URI> addresses) {
        members.keySet().retainAll(addresses);
        addresses.forEach(this::join);
    }

    /** A place at the ready member with the fewest requests; of equally busy ones, the one whose turn is longest ago. */
    public Optional<Lease> lease(Set<URI> except) {
        return lease(except, OptionalLong.empty());
    }

    /**
     * The same, but requests with the same prefix go to the same member while it is not much busier than the least busy one.
     * Members that come and go move few prefixes: each prefix ranks all members (rendezvous hashing).
     */
    synchronized Optional<Lease> lease(Set<URI> except, OptionalLong prefix) {
        List<State> ready = members.values().stream()
                .filter(member -> member.health == Health.READY && !except.contains(member.address))
                .toList();
        Optional<State> least = ready.stream()
                .min(Comparator.comparingInt(State::inFlight).thenComparingLong(member -> member.lastTurn));
        Optional<State> chosen = prefix.isEmpty()
                ? least
                : ready.stream()
                        .max(Comparator.comparingLong(member -> rank(member, prefix.getAsLong())))
                        .filter(member -> member.inFlight() <= least.get().inFlight() + STICKY_EXCESS)
                        .or(() -> least);
        return chosen.map(this::leased);
    }

    private static long rank(State member, long prefix) {
        return PromptPrefix.mixed(prefix ^ PromptPrefix.hash(member.address.toString()));
    }

    private Lease leased(State member) {
        Lease lease = new Lease(member);
        member.leases.add(lease);
        member.lastTurn = ++turn;
        return lease;
    }

    /** Takes what a health check found; {@code READY} or {@code NOT_READY} mean that the member answered. */
    synchronized void checked(URI address, Health health) {
        State member = members.get(address);
        if (member != null) {
            member.health = health;
            if (health != Health.UNREACHABLE) {
                member.answeredNanos = nanos.getAsLong();
            }
        }
    }

    /** Gives up the requests of members that have not answered for so long. */
    void giveUp(long silentNanos) {
        List<Runnable> actions = new ArrayList<>();
        synchronized (this) {
            for (State member : members.values()) {
                if (member.health == Health.UNREACHABLE && nanos.getAsLong() - member.answeredNanos > silentNanos) {
                    member.leases.forEach(lease -> {
                        lease.lost = true;
                        actions.add(lease.onLost);
                    });
                    member.leases.clear();
                }
            }
        }
        actions.forEach(Runnable::run);
    }

    /** Those that have joined, in that order. */
    public synchronized List<Member> all() {
        return members.values().stream()
                .map(member -> new Member(member.address, member.health, member.inFlight()))
                .toList();
    }

    /** How many would get requests. */
    public long ready() {
        return all().stream().filter(member -> member.health() == Health.READY).count();
    }
}
