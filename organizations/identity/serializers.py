from typing import Any

from rest_framework import serializers

from organizations.identity import examples
from organizations.models import Membership, Organization, Tier


@examples.login
class LoginSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(help_text="The e-mail address.", max_length=254)
    password = serializers.CharField(
        trim_whitespace=False, max_length=1024, style={"input_type": "password"}
    )


@examples.session
class SessionSerializer(serializers.Serializer[Any]):
    """Who is signed in. ``organization_id`` is the active organization, or null."""

    id = serializers.IntegerField()
    email = serializers.EmailField()
    display_name = serializers.CharField()
    organization_id = serializers.CharField(allow_null=True)
    role = serializers.ChoiceField(choices=Membership.Role.choices, allow_null=True)
    is_admin = serializers.BooleanField()


class OrganizationSerializer(serializers.ModelSerializer[Organization]):
    id = serializers.CharField(source="organization_id")

    class Meta:
        model = Organization
        fields = ["id", "name", "display_name"]


@examples.signed_out
class SignedOutSerializer(serializers.Serializer[Any]):
    message = serializers.CharField()


@examples.organization_list
class OrganizationListSerializer(serializers.Serializer[Any]):
    organizations = OrganizationSerializer(many=True)


@examples.active_organization
class ActiveOrganizationSerializer(serializers.Serializer[Any]):
    organization = OrganizationSerializer()


@examples.who_am_i
class WhoAmISerializer(serializers.Serializer[Any]):
    organization_id = serializers.CharField(source="organization.organization_id")
    organization_name = serializers.CharField(source="organization.__str__")
    permission = serializers.ChoiceField(choices=Tier.choices)
    key_name = serializers.CharField(source="name")
