package dev.braid.jobs.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.common.HttpData;
import dev.braid.jobs.gateway.Members.Health;
import dev.braid.jobs.gateway.Members.Lease;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MembersTest {
    private final AtomicLong clock = new AtomicLong();
    private final Members members = new Members(clock::get);

    private static URI uri(int i) {
        return URI.create("http://host" + i + ":80");
    }

    private void ready(int i) {
        members.join(uri(i));
        members.checked(uri(i), Health.READY);
    }

    @Test
    void equallyBusyMembersTakeTurns() {
        List.of(0, 1, 2).forEach(this::ready);
        List<URI> order = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            try (Lease lease = members.lease(Set.of()).orElseThrow()) {
                order.add(lease.address());
            }
        }
        assertEquals(List.of(uri(0), uri(1), uri(2), uri(0), uri(1), uri(2)), order);
    }

    @Test
    void aMemberGetsNothingBeforeItsFirstHealthCheck() {
        members.join(uri(0));
        assertEquals(Optional.empty(), members.lease(Set.of()).map(Lease::address));
        members.checked(uri(0), Health.NOT_READY);
        assertTrue(members.lease(Set.of()).isEmpty());
        members.checked(uri(0), Health.READY);
        assertTrue(members.lease(Set.of()).isPresent());
        assertTrue(members.lease(Set.of(uri(0))).isEmpty(), "asked already");
    }

    @Test
    void aSilentMemberLosesItsRequestsAfterTheTime() {
        ready(0);
        AtomicInteger lost = new AtomicInteger();
        Lease early = members.lease(Set.of()).orElseThrow();
        Lease late = members.lease(Set.of()).orElseThrow();
        early.onLost(lost::incrementAndGet);
        members.checked(uri(0), Health.UNREACHABLE);
        clock.set(10);
        members.giveUp(10);
        assertEquals(0, lost.get(), "not yet");
        clock.set(11);
        members.giveUp(10);
        assertEquals(1, lost.get());
        late.onLost(lost::incrementAndGet);
        assertEquals(2, lost.get(), "one that asks too late is told at once");
        assertEquals(0, members.all().get(0).inFlight());
    }

    @Test
    void replacingKeepsThoseWhoStay() {
        ready(0);
        ready(1);
        members.replace(Set.of(uri(1), uri(2)));
        assertEquals(1, members.ready());
        assertEquals(
                Set.of(uri(1), uri(2)),
                Set.copyOf(members.all().stream().map(Members.Member::address).toList()));
    }

    @Test
    void alwaysTheLeastBusyOfThoseThatAreReady() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<URI, Health> model = new HashMap<>();
        List<Lease> leases = new ArrayList<>();
        for (int round = 0; round < 20_000; round++) {
            URI address = uri(random.nextInt(5));
            switch (random.nextInt(6)) {
                case 0 -> {
                    members.join(address);
                    model.putIfAbsent(address, Health.JOINING);
                }
                case 1 -> {
                    if (random.nextInt(5) == 0) {
                        members.leave(address);
                        model.remove(address);
                        leases.removeIf(lease -> lease.address().equals(address));
                    }
                }
                case 2 -> {
                    Health health = Health.values()[1 + random.nextInt(3)];
                    members.checked(address, health);
                    model.computeIfPresent(address, (key, old) -> health);
                }
                case 3 -> {
                    if (!leases.isEmpty()) {
                        leases.remove(random.nextInt(leases.size())).close();
                    }
                }
                default -> lease(model, leases, seed);
            }
        }
    }

    private void lease(Map<URI, Health> model, List<Lease> leases, long seed) {
        Optional<Lease> lease = members.lease(Set.of());
        long least = model.keySet().stream()
                .filter(member -> model.get(member) == Health.READY)
                .mapToLong(member -> load(leases, member))
                .min()
                .orElse(-1);
        assertEquals(least >= 0, lease.isPresent(), "seed " + seed);
        lease.ifPresent(got -> {
            assertEquals(Health.READY, model.get(got.address()), "seed " + seed);
            assertEquals(least, load(leases, got.address()), "seed " + seed);
            leases.add(got);
        });
    }

    private static long load(List<Lease> leases, URI member) {
        return leases.stream().filter(lease -> lease.address().equals(member)).count();
    }

    @Test
    void requestsWithTheSamePrefixGoToTheSameMemberUnlessItIsMuchBusier() {
        Members members = new Members(() -> 0);
        List<URI> addresses = IntStream.range(0, 5)
                .mapToObj(i -> URI.create("http://10.0.0." + i + ":80"))
                .toList();
        addresses.forEach(address -> {
            members.join(address);
            members.checked(address, Members.Health.READY);
        });
        Map<URI, Integer> chosen = new HashMap<>();
        for (long prefix = 0; prefix < 500; prefix++) {
            URI first = once(members, prefix);
            assertEquals(first, once(members, prefix));
            chosen.merge(first, 1, Integer::sum);
            members.checked(addresses.get(0), Members.Health.UNREACHABLE);
            URI without = once(members, prefix);
            assertEquals(first.equals(addresses.get(0)), !first.equals(without), "only its own prefixes move");
            members.checked(addresses.get(0), Members.Health.READY);
        }
        chosen.values().forEach(count -> assertTrue(count > 50 && count < 170, chosen.toString()));
        URI home = once(members, 7);
        List<Members.Lease> held = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            held.add(members.lease(Set.of(), OptionalLong.of(7)).orElseThrow());
            assertEquals(home, held.get(i).address());
        }
        assertTrue(!home.equals(once(members, 7)), "five more than the others have");
        held.forEach(Members.Lease::close);
        assertEquals(home, once(members, 7));
    }

    private static URI once(Members members, long prefix) {
        try (Members.Lease lease =
                members.lease(Set.of(), OptionalLong.of(prefix)).orElseThrow()) {
            return lease.address();
        }
    }

    @Test
    void aPrefixIsOfModelAndPrompt() {
        PromptPrefix prefix = new PromptPrefix(4);
        assertEquals(prefix.of(body("a", "\"abcdX\"")), prefix.of(body("a", "\"abcdY\"")));
        assertTrue(!prefix.of(body("a", "\"abcdX\"")).equals(prefix.of(body("b", "\"abcdX\""))));
        assertTrue(!prefix.of(body("a", "\"abcd\"")).equals(prefix.of(body("a", "\"abce\""))));
        assertEquals(OptionalLong.empty(), prefix.of(HttpData.ofUtf8("{\"model\":\"a\"}")));
        assertEquals(OptionalLong.empty(), prefix.of(HttpData.ofUtf8("no JSON")));
        assertEquals(OptionalLong.empty(), new PromptPrefix(0).of(body("a", "\"abcd\"")));
    }

    private static HttpData body(String model, String prompt) {
        return HttpData.ofUtf8("{\"model\":\"" + model + "\",\"prompt\":" + prompt + "}");
    }
}
