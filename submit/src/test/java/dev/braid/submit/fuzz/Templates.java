package dev.braid.submit.fuzz;

import java.util.List;

/** Chat templates to begin with: honest ones, and hostile ones that must end in an error. */
final class Templates {
    private static final String CHATML = """
            {%- if not messages %}{{ raise_exception('no messages') }}{% endif %}
            {%- for message in messages %}
            {%- if message['role'] == 'system' and not loop.first %}{{ raise_exception("late " ~ message.role) }}{% endif %}
            {{- '<|im_start|>' + message['role'] + '\\n' + message['content'] | trim + eos_token + '\\n' }}
            {%- endfor %}
            {%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}
            """;
    private static final String FUNCTIONS = """
            {# dates #}{% set ns = namespace(n=0) %}{{ bos_token }}{{ strftime_now('%d %b %Y') }}
            {% for m in messages[1:] %}{% set ns.n = ns.n + 1 %}{{ m.content.startswith('W') }}{{ m | tojson }}
            {{ m.content.lstrip().upper().split('a')[0] }}{{ '%s' | format(ns.n) }}{% endfor %}
            {% macro say(x) %}{{ x | length }}{% endmacro %}{{ say('abc') }}{% generation %}x{% endgeneration %}
            """;

    private Templates() {}

    static List<byte[]> seeds() {
        return Target.texts(
                CHATML,
                FUNCTIONS,
                "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}x{% endfor %}{% endfor %}{% endfor %}",
                "{% macro f(x) %}{{ f(x) }}{{ f(x) }}{% endmacro %}{{ f(1) }}",
                "{% set x = 'aaaaaaaa' %}{% for i in range(64) %}{% set x = x ~ x %}{% endfor %}{{ x }}",
                "{% set x = [1] %}{% for i in range(64) %}{% set x = x + x %}{% endfor %}{{ x }}",
                "{{ 'a' * 1000000000 }}{{ 10 ** 1000000 }}{{ range(0, 2000000000) | list | length }}",
                "{{ '%1$999999999d' | format(1) }}{{ 'x' | center(999999999) }}{{ 'x' | indent(999999999) }}",
                "{{ messages | tojson(indent=999999999) }}{{ 'a,b' | split(',') | join('x') }}{{ 'ab' | replace('', 'xyz') }}",
                "{{ [1] | batch(2000000000, 'x') | list }}{{ 1.5 | round(999999999) }}{{ [1, 2] | slice(99999999) | list }}",
                "{{ 'a' | wordwrap(0) }}{{ 'abc' | truncate(9999999999) }}{{ 'a' | replace('a', 'b' * 99999999) }}",
                "{{ 'aaaaaaaa'" + " | replace('a', 'aa')".repeat(30) + " }}{{ messages" + " | tojson".repeat(30)
                        + " }}",
                "{{ messages.__class__ }}{{ ''.getClass().forName('java.lang.Runtime') }}{% include '/etc/passwd' %}",
                "{% raw %}{{ x }}{% endraw %}{{ messages[0].content[::-1] }}{{ messages[9].content }}{{ 1 / 0 }}{{ 1 % 0 }}");
    }
}
