"""Reads a folder of event files as TensorBoard does and prints all scalars and texts as JSON."""

import json
import sys

from tensorboard.backend.event_processing import event_accumulator

sizes = {event_accumulator.SCALARS: 0, event_accumulator.TENSORS: 0}
events = event_accumulator.EventAccumulator(sys.argv[1], size_guidance=sizes, purge_orphaned_data=True)
events.Reload()
tags = events.Tags()
print(
    json.dumps(
        {
            "scalars": {tag: [[str(e.step), str(e.value)] for e in events.Scalars(tag)] for tag in tags["scalars"]},
            "texts": {
                tag: events.Tensors(tag)[-1].tensor_proto.string_val[0].decode()
                for tag in tags["tensors"]
                if events.SummaryMetadata(tag).plugin_data.plugin_name == "text"
            },
        }
    )
)
