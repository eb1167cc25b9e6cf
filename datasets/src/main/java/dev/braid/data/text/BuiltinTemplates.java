package dev.braid.data.text;

import java.util.Map;
import java.util.TreeMap;

/** The chat templates that can be named instead of taken from the model folder. */
final class BuiltinTemplates {
    private static final String CHATML = """
            {% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}\
            {% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}""";

    private static final String LLAMA3 = """
            {{ bos_token }}{% for message in messages %}\
            {{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'].strip() + '<|eot_id|>' }}\
            {% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}""";

    private static final String MISTRAL = """
            {{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}\
            {{ '[INST] ' + message['content'] + ' [/INST]' }}{% elif message['role'] == 'assistant' %}\
            {{ ' ' + message['content'] + eos_token }}{% else %}\
            {{ raise_exception('the mistral template knows the roles user and assistant only') }}{% endif %}{% endfor %}""";

    private static final String ALPACA = """
            {{ bos_token }}{% for message in messages %}{% if message['role'] == 'system' %}\
            {{ message['content'] + '\\n\\n' }}{% elif message['role'] == 'user' %}\
            {{ '### Instruction:\\n' + message['content'] + '\\n\\n' }}{% else %}\
            {{ '### Response:\\n' + message['content'] + eos_token + '\\n\\n' }}{% endif %}{% endfor %}\
            {% if add_generation_prompt %}{{ '### Response:\\n' }}{% endif %}""";

    private static final String PLAIN = """
            {{ bos_token }}{% for message in messages %}{{ message['content'] }}\
            {% if message['role'] == 'assistant' %}{{ eos_token }}{% endif %}{% endfor %}""";

    private static final Map<String, String> SOURCES =
            Map.of("chatml", CHATML, "llama3", LLAMA3, "mistral", MISTRAL, "alpaca", ALPACA, "plain", PLAIN);

    private BuiltinTemplates() {}

    /** The Jinja source of a built-in template; an unknown name is an error that lists the known ones. */
    static String source(String name) {
        String source = SOURCES.get(name);
        if (source == null) {
            throw new TemplateException("chat template '" + name + "' is not known; use one of " + names());
        }
        return source;
    }

    static String names() {
        return String.join(", ", new TreeMap<>(SOURCES).keySet());
    }
}
