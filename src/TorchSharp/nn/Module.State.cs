using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public abstract partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children() => _modules.Select(entry => (entry.Key, entry.Value));

            public virtual IEnumerable<Module> children() => _modules.Values;

            /// <summary>All descendants, parents before children, names joined by dots.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (name, child) in _modules)
                {
                    yield return (name, child);
                    foreach (var (below, module) in child.named_modules()) yield return ($"{name}.{below}", module);
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module).Prepend(this);

            /// <summary>Each parameter once, under the first name it has: a tied weight is not listed twice.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach (var (name, parameter) in AllParameters(recurse)) if (seen.Add(parameter)) yield return (name, parameter);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(entry => entry.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                foreach (var (name, (buffer, persistent)) in _buffers) if (persistent || include_nonpersistent) yield return (name, buffer);
                if (!recurse) yield break;
                foreach (var (name, child) in _modules)
                {
                    foreach (var (below, buffer) in child.named_buffers(true, include_nonpersistent)) yield return ($"{name}.{below}", buffer);
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true) => named_buffers(recurse).Select(entry => entry.buffer);

            public Parameter? get_parameter(string target) =>
                AllParameters(recurse: true).Where(entry => entry.name == target).Select(entry => entry.parameter).FirstOrDefault();

            /// <summary>Parameters and persistent buffers by dotted name: the tensors themselves, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (name, parameter) in AllParameters(recurse: true)) destination[start + name] = parameter;
                foreach (var (name, buffer) in named_buffers(recurse: true, include_nonpersistent: false)) destination[start + name] = buffer;
                return destination;
            }

            /// <summary>Copies values into this module's tensors, converting element types.</summary>
            /// <exception cref="InvalidOperationException"><paramref name="strict"/> and names are missing or unknown.</exception>
            /// <exception cref="ArgumentException">A shape differs; the message names the tensor and both shapes.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keys) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var own = state_dict();
                List<string> missing = [.. own.Keys.Where(key => !source.ContainsKey(key) && skip?.Contains(key) != true)];
                List<string> unexpected = [.. source.Keys.Where(key => !own.ContainsKey(key))];
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException($"the state does not fit the module; missing: [{string.Join(", ", missing)}], unexpected: [{string.Join(", ", unexpected)}]");
                foreach (var (key, tensor) in own)
                {
                    if (skip?.Contains(key) == true || !source.TryGetValue(key, out var value)) continue;
                    if (!tensor.shape.AsSpan().SequenceEqual(value.shape))
                        throw new ArgumentException($"{key} has shape [{string.Join(", ", value.shape)}] in the state, [{string.Join(", ", tensor.shape)}] in the module", nameof(source));
                }
                using var mode = no_grad();
                foreach (var (key, tensor) in own)
                {
                    if (skip?.Contains(key) != true && source.TryGetValue(key, out var value)) tensor.copy_(value);
                }
                return (missing, unexpected);
            }

            private IEnumerable<(string name, Parameter parameter)> AllParameters(bool recurse)
            {
                foreach (var (name, parameter) in _parameters) yield return (name, parameter);
                if (!recurse) yield break;
                foreach (var (name, child) in _modules)
                {
                    foreach (var (below, parameter) in child.AllParameters(true)) yield return ($"{name}.{below}", parameter);
                }
            }
        }
    }
}
