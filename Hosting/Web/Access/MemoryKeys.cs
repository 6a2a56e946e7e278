using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Scanout.Hosting.Web.Access;

/// <summary>The keys that cookies are sealed with: they end with the service, as the sessions do, and never are on a disk. Any thread may ask.</summary>
sealed class MemoryKeys : IXmlRepository
{
    readonly Lock gate = new();
    readonly List<XElement> elements = [];

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (gate)
            return [.. elements];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        lock (gate)
            elements.Add(element);
    }
}
