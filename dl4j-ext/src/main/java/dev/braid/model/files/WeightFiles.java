package dev.braid.model.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The safetensors files of a model folder: one, or the shards that an index names. */
final class WeightFiles {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    /** An index must not reach outside its folder. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[^/\\\\\\p{Cntrl}]+\\.safetensors");

    private WeightFiles() {}

    /** All tensors stored in the folder; where both exist, the single file counts, as in transformers. */
    static SortedMap<String, Tensor> open(Path folder) {
        if (Files.exists(folder.resolve(SINGLE))) {
            return Safetensors.open(folder.resolve(SINGLE)).tensors();
        }
        if (Files.exists(folder.resolve(INDEX))) {
            return openShards(folder);
        }
        String pickle = Files.exists(folder.resolve("pytorch_model.bin"))
                ? "; pytorch_model.bin is not supported, convert it to safetensors"
                : "";
        throw new ModelFileException(folder + ": holds neither " + SINGLE + " nor " + INDEX + pickle);
    }

    private static SortedMap<String, Tensor> openShards(Path folder) {
        SortedMap<String, String> shardOf = readIndex(JsonFields.read(folder.resolve(INDEX)));
        SortedSet<String> shards = new TreeSet<>(shardOf.values());
        requireShards(folder, shards);
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        for (String shard : shards) {
            for (Tensor tensor :
                    Safetensors.open(folder.resolve(shard)).tensors().values()) {
                if (!shard.equals(shardOf.get(tensor.name()))) {
                    throw new ModelFileException(folder.resolve(shard) + ": holds tensor " + tensor.name()
                            + ", which the index places in " + shardOf.get(tensor.name()));
                }
                tensors.put(tensor.name(), tensor);
            }
        }
        requireAll(folder, shardOf, tensors);
        return tensors;
    }

    private static void requireShards(Path folder, SortedSet<String> shards) {
        for (String shard : shards) {
            if (!Files.exists(folder.resolve(shard))) {
                throw new ModelFileException(
                        folder.resolve(INDEX) + ": names shard " + shard + ", which does not exist in " + folder);
            }
        }
    }

    private static void requireAll(Path folder, SortedMap<String, String> shardOf, SortedMap<String, Tensor> tensors) {
        shardOf.forEach((name, shard) -> {
            if (!tensors.containsKey(name)) {
                throw new ModelFileException(
                        folder.resolve(shard) + ": tensor " + name + " is missing; the index places it in this file");
            }
        });
    }

    private static SortedMap<String, String> readIndex(JsonFields index) {
        JsonFields map = index.object("weight_map");
        SortedMap<String, String> shardOf = new TreeMap<>();
        for (String tensor : map.names()) {
            String shard = map.text(tensor);
            if (!PLAIN_NAME.matcher(shard).matches()) {
                throw map.refuse(
                        tensor, "is " + shard + "; must be the name of a .safetensors file in the same folder");
            }
            shardOf.put(tensor, shard);
        }
        return shardOf;
    }
}
