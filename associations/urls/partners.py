"""Addresses of partners, their agreements and products, and of referrals to them."""

from django.urls import path

from associations.views import consents, partners, products, referrals

urlpatterns = [
    path("mitra/", partners.partner_list, name="partner_list"),
    path("mitra/tambah/", partners.partner_add, name="partner_add"),
    path("mitra/<int:pk>/", partners.partner_detail, name="partner_detail"),
    path("mitra/<int:pk>/ubah/", partners.partner_edit, name="partner_edit"),
    path("mitra/<int:pk>/akhiri/", partners.partner_retire, name="partner_retire"),
    path("mitra/<int:pk>/kerja-sama/", products.agreement_add, name="agreement_add"),
    path("mitra/kerja-sama/<int:pk>/ubah/", products.agreement_edit, name="agreement_edit"),
    path("mitra/kerja-sama/<int:pk>/akhiri/", products.agreement_end, name="agreement_end"),
    path("mitra/kerja-sama/<int:pk>/produk/", products.partner_product_add, name="partner_product_add"),
    path("mitra/produk/<int:pk>/ubah/", products.partner_product_edit, name="partner_product_edit"),
    path("mitra/produk/<int:pk>/akhiri/", products.partner_product_retire, name="partner_product_retire"),
    path("mitra/produk/<int:pk>/cocok/", products.partner_product_match, name="partner_product_match"),
    path("usulan/", referrals.referral_list, name="referral_list"),
    path("usulan/tambah/", referrals.referral_add, name="referral_add"),
    path("usulan/<slug:number>/", referrals.referral_detail, name="referral_detail"),
    path("usulan/<slug:number>/kirim/", referrals.referral_send, name="referral_send"),
    path("usulan/<slug:number>/putuskan/", referrals.referral_decide, name="referral_decide"),
    path("usulan/<slug:number>/cairkan/", referrals.referral_disburse, name="referral_disburse"),
    path("usulan/<slug:number>/batalkan/", referrals.referral_cancel, name="referral_cancel"),
]

# Below the group's own address.
of_group = [
    path("<slug:number>/mitra/", consents.group_bridge, name="group_bridge"),
    path("<slug:number>/persetujuan/", consents.consent_list, name="consent_list"),
    path("<slug:number>/persetujuan/tambah/", consents.consent_add, name="consent_add"),
    path("<slug:number>/persetujuan/<int:pk>/tautan/", consents.consent_renew, name="consent_renew"),
    path("<slug:number>/persetujuan/<int:pk>/cabut/", consents.consent_withdraw, name="consent_withdraw"),
]
