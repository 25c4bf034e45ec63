/// Readable parts of experiment names for the values of a matrix axis.
enum MatrixLabels {
    /// `cot` for a section axis, `seed=7` for another; values that would look alike get the keys that tell them apart,
    /// and no others: `rag,k=3` and `rag,k=5` when all else is the same.
    static func labels(for axis: ConfigMatrix.Axis, among axes: [ConfigMatrix.Axis]) -> [String] {
        let plain = axis.values.map { label($0, axis: axis, among: axes, keys: []) }
        let alike = Dictionary(grouping: axis.values.indices) { plain[$0] }
        let detailed = axis.values.indices.map { index in
            guard let others = alike[plain[index]], others.count > 1 else { return plain[index] }
            let keys = differingKeys(others.map { axis.values[$0] })
            return label(axis.values[index], axis: axis, among: axes, keys: keys)
        }
        return numbered(detailed)
    }

    /// Keys of sections whose values are not the same in all of them.
    private static func differingKeys(_ sections: [ConfigNode]) -> Set<String> {
        let keys = Set(sections.flatMap { ($0.mapping ?? []).map(\.key) })
        return keys.filter { key in
            let values = sections.map { $0.entry(key)?.value }
            return !values.allSatisfy { value in
                switch (value, values[0]) {
                case (let value?, let first?): value.isSameValue(as: first)
                case (nil, nil): true
                default: false
                }
            }
        }
    }

    /// Distinct texts: the second `a` becomes `a#2`.
    static func numbered(_ texts: [String]) -> [String] {
        var seen: [String: Int] = [:]
        return texts.map { text in
            seen[text, default: 0] += 1
            let number = seen[text, default: 1]
            return number == 1 ? text : "\(text)#\(number)"
        }
    }

    private static func label(
        _ value: ConfigNode, axis: ConfigMatrix.Axis, among axes: [ConfigMatrix.Axis], keys: Set<String>
    ) -> String {
        let text = text(of: value, keys: keys)
        guard let key = axis.path.last, axis.path.count > 1 || !named.contains(key) else { return text }
        let isAmbiguous = axes.filter { $0.path.last == key }.count > 1
        return "\(isAmbiguous ? axis.key : key)=\(text)"
    }

    private static let named: Set = ["method", "model", "dataset"]

    /// - Parameter keys: of a section with a name those that are told beside it; of another all are told.
    private static func text(of value: ConfigNode, keys: Set<String>) -> String {
        switch value.content {
        case .scalar(let scalar): return short(scalar.text)
        case .list(let items): return items.map { text(of: $0, keys: keys) }.joined(separator: "+")
        case .mapping(let entries):
            let name = value.entry("name").map { text(of: $0.value, keys: keys) }
            let others = entries.filter { $0.key != "name" && (name == nil || keys.contains($0.key)) }
                .map { "\($0.key)=\(text(of: $0.value, keys: keys))" }
            return ([name].compactMap(\.self) + others).joined(separator: ",")
        }
    }

    /// A path's file name without `.gguf`, on one line and not endless.
    private static func short(_ text: String) -> String {
        let name = text.split(separator: "/").last.map(String.init) ?? text
        let stem = name.hasSuffix(".gguf") ? String(name.dropLast(5)) : name
        return stem.map { $0.isNewline ? " " : String($0) }.joined().clipped(to: 40)
    }
}
