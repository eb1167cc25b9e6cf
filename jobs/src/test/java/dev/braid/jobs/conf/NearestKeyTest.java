package dev.braid.jobs.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestKeyTest {
    @Test
    void distanceCountsEdits() {
        assertEquals(0, NearestKey.distance("rank", "rank"));
        assertEquals(1, NearestKey.distance("rnak", "rank"));
        assertEquals(1, NearestKey.distance("rnk", "rank"));
        assertEquals(3, NearestKey.distance("kitten", "sitting"));
        assertEquals(4, NearestKey.distance("", "rank"));
    }

    @Test
    void oneEditOfAnyKeyLeadsBackToIt() {
        for (String name : ConfKeys.all().keySet()) {
            String slip = name.substring(0, name.length() - 1) + "~" + name.charAt(name.length() - 1);
            assertEquals(Optional.of(name), NearestKey.to(slip, ConfKeys.all().keySet()));
        }
    }

    @Test
    void farNamesHaveNoNeighbour() {
        assertEquals(Optional.empty(), NearestKey.to("spark.braid.qqqqqqqqqqqq", List.of("spark.braid.model")));
    }
}
