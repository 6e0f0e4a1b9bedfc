/// Groups of runs with their values of a table's fields, told apart where they would share a place.
struct PlacedGroups {
  /// For each group its values of the fields that are one for a whole run; a variant is named in its method's value.
  private(set) var values: [[TableField: FieldValue]] = []
  /// For each group what tells it apart from others at its place.
  private(set) var variants: [RunVariants.Variant] = []

  /// Places `groups` by `fields`.
  init(
    _ groups: [RunGroup],
    fields: [TableField],
    values fieldValues: FieldValues
  ) {
    var cells: [[TableField: FieldValue]: Int] = [:]
    var methods: [[String]: Int] = [:]
    let places = groups.map { group -> (row: Int, cell: Int) in
      let values = fieldValues.values(of: group, variant: .init(), fields: fields)
      let cell = cells[values] ?? cells.count
      cells[values] = cell
      let method = fields.contains(.method) ? [group.spec.method.id, group.label] : []
      let row = methods[method] ?? methods.count
      methods[method] = row
      return (row, cell)
    }
    variants = RunVariants(of: groups, row: places.map(\.row), cell: places.map(\.cell)).variants
    values = zip(groups, variants).map { group, variant in
      fieldValues.values(of: group, variant: variant, fields: fields)
    }
  }
}
