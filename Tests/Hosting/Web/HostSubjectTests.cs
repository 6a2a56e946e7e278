using System.Security.Cryptography.X509Certificates;
using Scanout.Hosting.Web;

namespace Scanout.Tests.Hosting.Web;

public sealed class HostSubjectTests
{
    [Fact]
    public void A_subject_is_told_whole_and_in_the_certificates_order()
    {
        var subject = new X500DistinguishedNameBuilder();
        // The builder puts what is added last first.
        subject.AddCommonName("scanout.example");
        subject.AddOrganizationName("Pictures, Inc. \\ Sons");
        subject.AddCountryOrRegion("DE");
        Assert.Equal(@"C=DE,O=Pictures\, Inc. \\ Sons,CN=scanout.example", HostSubject.Of(subject.Build()));
    }

    [Fact]
    public void A_part_without_a_name_goes_by_its_number()
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.Add("2.5.4.5", "4711");
        subject.AddEmailAddress("root@example");
        Assert.Equal("emailAddress=root@example,2.5.4.5=4711", HostSubject.Of(subject.Build()));
    }

    [Fact]
    public void No_subject_is_none() => Assert.Null(HostSubject.Of(new X500DistinguishedNameBuilder().Build()));
}
