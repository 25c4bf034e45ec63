import ForgeCore

/// The schema as text: every key with its type, its default and its meaning, made from the same fields as the checks.
package enum ConfigReference {
    /// For `forge validate --schema`.
    package static func text(methods: [MethodSchema], metrics: [String] = []) -> String {
        var lines = ["Keys of a config (YAML). Sections marked * may be written as just their name.", ""]
        for field in ConfigSchema.experiment() { lines += describe(field, indentation: 0) }
        lines += ["", "Options of the methods, as keys of `method` beside its name:", ""]
        for method in methods {
            lines.append("\(method.name): \(method.summary)")
            lines += method.options.flatMap { describe($0, indentation: 1) }
            if method.options.isEmpty { lines.append("  (no options)") }
        }
        if !metrics.isEmpty { lines += ["", "Metrics: " + metrics.joined(separator: ", ")] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The keys of another kind of config.
    package static func text(fields: [ConfigField]) -> String {
        fields.flatMap { describe($0, indentation: 0) }.joined(separator: "\n") + "\n"
    }

    private static func describe(_ field: ConfigField, indentation: Int) -> [String] {
        let blank = String(repeating: "  ", count: indentation)
        let key = field.key + (field.hasShortForm ? "*" : "")
        let padding = String(repeating: " ", count: max(1, 18 - blank.count - key.count))
        let lines = [
            "\(blank)\(key)\(padding)\(kind(of: field))\(state(of: field))",
            "\(String(repeating: " ", count: 18))\(field.help)",
        ]
        switch field.kind {
        case .section(let inner), .list(of: .section(let inner)):
            return lines + inner.flatMap { describe($0, indentation: indentation + 1) }
        default: return lines
        }
    }

    private static func kind(of field: ConfigField) -> String {
        if case .section = field.kind { "a section" } else { field.kind.summary }
    }

    private static func state(of field: ConfigField) -> String {
        if field.isRequired { return " (required)" }
        guard let value = field.defaultValue, let text = try? JSON.text(value) else { return "" }
        return " (default \(text))"
    }

    /// A config to start from, for `forge validate --template`; it is valid as it stands.
    package static let template = """
        # One experiment: method × model × data set × sample × seed.
        name: demo
        description: Does chain-of-thought help a small model?
        model: smollm2-135m-instruct    # a catalogue name, a GGUF path, or {name: …, adapter: …}
        dataset: {name: nq-open, n: 60} # n questions chosen by the seed; without n all
        seed: 7
        generation:
          max_tokens: 128
          temperature: 0                # greedy
        # metrics: [em.squad, f1.squad] # without it those of the data set's task
        # concurrency: 16
        # tags: [first]
        matrix:                         # one experiment for each combination
          method: [naive, cot]
          # seed: [1, 2, 3]            # with dataset.seed set, on the same questions
          # generation.temperature: [0, 0.7]

        """
}
