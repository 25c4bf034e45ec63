import ForgeCore
import Testing

@testable import ForgeEngines

private let doubling = "{% set ns = namespace(x='aaaaaaaaaa') %}{% for i in range(60) %}"

/// Expected texts were made with Jinja2 3.1.6, `trim_blocks` and `lstrip_blocks` on.
@Suite struct `Chat template` {
    private func render(_ source: String, _ messages: [ChatMessage] = [.init(.user, "Hi")]) throws -> String {
        try ChatTemplate(source: source, beginning: "<s>", end: "</s>").render(messages)
    }

    @Test func `A default system message of the template is rendered`() throws {
        let template = """
            {% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system
            Be kind<|im_end|>
            ' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}\
            {% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}
            """
        #expect(
            try render(template)
                == "<|im_start|>system\nBe kind<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n")
        #expect(
            try render(template, [.init(.system, "S"), .init(.user, "U")])
                == "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n")
    }

    @Test(arguments: [
        ("{{ bos_token }}{{ eos_token }}", "<s></s>"),
        ("a\n{% if true %}\nb\n{% endif %}\nc", "a\nb\nc"),
        ("a  {%- if true -%}  b  {%- endif -%}  c", "abc"),
        ("  {% if true %}x{% endif %}", "x"),
        ("{# note #}y", "y"),
        ("{{ 'a' 'b' ~ 2 * 3 + '-' ~ 1 }}", "ab6-1"),
        ("{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }}", "3 -4 2 3.5"),
        ("{{ 'x' if false else 'y' }}{{ 'z' if false }}", "y"),
        ("{% set ns = namespace(n=0) %}{% for m in [1,2,3] %}{% set ns.n = ns.n + m %}{% endfor %}{{ ns.n }}", "6"),
        ("{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}={{ v }};{% endfor %}", "a=1;b=2;"),
        ("{% for i in range(5) if i is odd %}{{ i }}{% else %}none{% endfor %}", "13"),
        ("{% for i in [] %}{{ i }}{% else %}none{% endfor %}", "none"),
        ("{% for i in range(9) %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}", "012"),
        ("{% macro f(a, b='B') %}[{{ a }}{{ b }}]{% endmacro %}{{ f(1) }}{{ f(2, b=3) }}", "[1B][23]"),
        ("{{ ' a b '.strip().split(' ')[-1] }}{{ 'abcd'[1:-1] }}{{ [1,2,3][::-1] }}", "bbc[3, 2, 1]"),
        ("{{ messages | length }}{{ messages[0].content | upper }}{{ nothing is defined }}", "1HIFalse"),
        ("{{ {'a': [1, 'x', none, true]} | tojson }}", #"{"a": [1, "x", null, true]}"#),
        ("{{ ['a', 'b'] | join('-') }}{{ none | default('d') }}{{ undefined_name | default('d') }}", "a-bNoned"),
        ("{% if 'i' in messages[0]['content'] and not ('z' in 'abc') %}yes{% endif %}", "yes"),
        ("{{ 3.9 | int }} {{ '-3.9' | int }} {{ 'x' | int }}", "3 -3 0"),
        ("{{ 'a\\nb' | indent(-3) }}", "a\nb"),
        ("{{ range(5, 0, -2) | list }}{{ range(3, 9, 4) | list }}{{ range(5, 1) | list }}", "[5, 3, 1][3, 7][]"),
        ("{{ 'abc'[-1] }}{{ 'abc'[0] }}{{ 'abc' | first }}{{ [1, 2] | last }}{{ 'abc'[::-2] }}", "caa2ca"),
        ("{{ 'a-b-c'.split('-', 9223372036854775807) }}", "['a', 'b', 'c']"),
        ("{{ [1, [2, {'k': 'v'}]] | tojson(indent=1) }}", "[\n 1,\n [\n  2,\n  {\n   \"k\": \"v\"\n  }\n ]\n]"),
        ("{% set x %}block{% endset %}{{ x }}", "block"),
    ])
    func `Templates render as in Jinja2`(source: String, expected: String) throws {
        #expect(try render(source) == expected)
    }

    @Test func `A refusal of the template reaches the user`() {
        let error = #expect(throws: EngineError.self) {
            try render("{{ raise_exception('roles must alternate') }}")
        }
        #expect(error?.code == "template.refused")
        #expect(error?.cause == "roles must alternate")
    }

    @Test(arguments: [
        "{% include 'x' %}", "{{ f() }}", "{{ 1 | nofilter }}", "{% if x %}", "{{ 'open", "{{ nothing.member }}",
        "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "{{ 1 // 0 }}", "{{ 9223372036854775807 + 1 }}",
    ])
    func `What cannot be rendered is an error`(source: String) {
        let error = #expect(throws: EngineError.self) { try render(source) }
        #expect(error?.code == "template.unsupported")
    }

    @Test func `JSON with a negative indent has line breaks only`() throws {
        #expect(try render("{{ [1, 2] | tojson(indent=-1) }}") == "[\n1,\n2\n]")
    }

    @Test(arguments: [
        "{{ (2.0 ** 100) | int }}", "{{ range(-9223372036854775807, 9223372036854775807) | list }}",
        "{{ range(100001) | list }}", "{{ -(-9223372036854775807 - 1) }}",
        doubling + "{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        doubling + "{% set ns.x = ns.x + ns.x %}{% endfor %}",
        doubling + "{% set ns.x = [ns.x, ns.x] | join('b') %}{% endfor %}",
        doubling + "{% set ns.x = ns.x.replace('a', 'aaaaaaaaaa') %}{% endfor %}",
        doubling + "{% set ns.x = [ns.x] + [ns.x] %}{% endfor %}",
        doubling + "{% set ns.x = [ns.x] %}{% endfor %}",
        "{{ range(100000) | join('" + String(repeating: "a", count: 200) + "') }}",
        "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns | tojson }}",
    ])
    func `A template that makes too much is an error`(source: String) {
        let error = #expect(throws: EngineError.self) { try render(source) }
        #expect(error?.code == "template.unsupported")
    }

    @Test(arguments: [1_500, 100_000])
    func `Long chains of operators are an error, not a stack overflow`(count: Int) {
        let sources = [
            "not ", "-", "(", "[", "1 + ", "1 ~ ", "1 and ", "1 < ", "1 if 1 else ", "1 | int | string | ",
        ]
        for link in sources {
            let error = #expect(throws: EngineError.self, "\(link)") {
                try render("{{ " + String(repeating: link, count: count) + "1 }}")
            }
            #expect(error?.code == "template.unsupported")
        }
    }

    @Test func `A long chain of namespaces is freed without recursion`() throws {
        let source = """
            {% set ns = namespace() %}{% for i in range(50000) %}{% set ns.x = namespace(x=ns.x) %}{% endfor %}ok
            """
        #expect(try render(source) == "ok")
    }

    @Test func `Ordinary chains of a hundred parts are rendered`() throws {
        #expect(try render("{{ " + String(repeating: "1 + ", count: 100) + "1 }}") == "101")
    }

    @Test func `Deep nesting is an error`() {
        let source = "{{ " + String(repeating: "(", count: 10_000) + "1" + String(repeating: ")", count: 10_000) + " }}"
        #expect(throws: EngineError.self) { try render(source) }
    }
}
