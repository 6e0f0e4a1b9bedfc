import BenchCore

/// What one field is for one run: a row header or a heading, and its place among others.
struct FieldValue: Hashable {
  /// Sorted by these, the first first. Two values are one if these and the label are equal.
  var order: [SortKey] = []
  /// What is shown.
  var label: ReportLabel

  /// The order of rows and columns.
  static func precede(_ left: [FieldValue], _ right: [FieldValue]) -> Bool {
    for (first, second) in zip(left, right) where first != second {
      return first.order != second.order
        ? first.order.lexicographicallyPrecedes(second.order) : first.label.text < second.label.text
    }
    return left.count < right.count
  }
}

/// Turns runs into the values of fields: names, marks and order.
struct FieldValues {
  private let layout: RunTableLayout
  /// Datasets of which there are only stand-in runs.
  private let standInDatasets: Set<String>
  /// Whether noise rates alone do not say what noise it was.
  private let namesInjectors: Bool
  /// Labels that runs of several methods have; they are followed by the method's id.
  private let sharedLabels: Set<String>

  init(layout: RunTableLayout, groups: [RunGroup]) {
    self.layout = layout
    let real = Set(groups.filter { !$0.isStandIn }.map(\.spec.dataset.id))
    standInDatasets = Set(groups.map(\.spec.dataset.id)).subtracting(real)
    namesInjectors = Set(groups.map(\.spec.noise.injector)).subtracting([""]).count > 1
    let owners = Dictionary(grouping: groups, by: \.label).mapValues { Set($0.map(\.spec.method.id)) }
    sharedLabels = Set(owners.filter { $1.count > 1 }.keys)
  }

  func value(of metric: Metric) -> FieldValue {
    FieldValue(order: [.number(Double(layout.metrics.firstIndex(of: metric) ?? 0))], label: ReportLabel(metric.title))
  }

  func value(of checkpoint: CheckpointName) -> FieldValue {
    let place = layout.checkpoints.firstIndex(of: checkpoint) ?? 0
    return FieldValue(order: [.number(Double(place))], label: ReportLabel(checkpoint.title))
  }

  func value(of direction: RetrievalDirection) -> FieldValue {
    let place = layout.directions.firstIndex(of: direction) ?? 0
    return FieldValue(order: [.number(Double(place))], label: ReportLabel(direction.rawValue))
  }

  /// The values of all fields that are one for a whole run.
  func values(
    of group: RunGroup,
    variant: RunVariants.Variant,
    fields: [TableField]
  ) -> [TableField: FieldValue] {
    var values: [TableField: FieldValue] = [:]
    for field in fields {
      switch field {
      case .dataset: values[field] = dataset(group.spec.dataset.id, isStandIn: group.isStandIn)
      case .noise: values[field] = noise(group.spec.noise.rate, injector: group.spec.noise.injector)
      case .method: values[field] = method(group, variant: variant)
      case .seed:
        let seed = group.spec.seed
        values[field] = FieldValue(order: [.number(Double(seed))], label: ReportLabel(String(seed)))
      case .specification(let path):
        let value = group.fields.values[path]
        values[field] = FieldValue(
          order: value.map { [$0.sortKey] } ?? [],
          label: ReportLabel(value?.shownText ?? ReportCell.dash)
        )
      case .checkpoint, .metric, .direction: break
      }
    }
    return values
  }

  private func dataset(_ id: String, isStandIn: Bool) -> FieldValue {
    FieldValue(
      order: [.number(Double(layout.order.place(ofDataset: id))), .text(id), .number(isStandIn ? 1 : 0)],
      label: ReportLabel(id, marks: isStandIn ? [RunNotes.standInMark] : [])
    )
  }

  private func noise(_ rate: Double, injector: String) -> FieldValue {
    let shownInjector = namesInjectors && rate > 0 ? injector : ""
    return FieldValue(
      order: [.number(rate), .text(shownInjector)],
      label: ReportLabel(shownInjector.isEmpty ? rate.percentText : "\(rate.percentText) \(shownInjector)")
    )
  }

  private func method(_ group: RunGroup, variant: RunVariants.Variant) -> FieldValue {
    let id = group.spec.method.id
    let name = sharedLabels.contains(group.label) ? "\(group.label) [\(id)]" : group.label
    return FieldValue(
      order: [.number(Double(layout.order.place(ofMethod: id))), .text(name)] + variant.order,
      label: ReportLabel(variant.suffix.isEmpty ? name : "\(name) (\(variant.suffix))")
    )
  }
}

extension Double {
  /// The share as a percentage with as many decimals as it needs: `20%`, `12.5%`.
  var percentText: String {
    let percent = (self * 1e6).rounded() / 1e4
    return percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
  }
}
