"""Signing in and out, one's own account, the two logs and the receipts. The sign-in library's names, our addresses."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

from accounts import views
from accounts.decorators import public, signed_in

SECOND = "akun/dua-langkah/"

urlpatterns = [
    path("masuk/", public(account.login), name="account_login"),
    path("masuk/kode/", public(second_factor.authenticate), name="mfa_authenticate"),
    path("keluar/", views.sign_out, name="sign_out"),
    path("akun/", views.account_settings, name="account_settings"),
    path("akun/kata-sandi/", signed_in(account.password_change), name="account_change_password"),
    path("akun/sesi/akhiri/", views.sessions_end, name="sessions_end"),
    path("akun/pastikan/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("akun/pastikan/kode/", signed_in(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path(SECOND, signed_in(second_factor.index), name="mfa_index"),
    path(SECOND + "aktifkan/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path(SECOND + "matikan/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(SECOND + "kode/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(SECOND + "kode/baru/", signed_in(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path(SECOND + "kode/unduh/", signed_in(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("tanda-terima/", views.receipt_find, name="receipt_find"),
    path("usulan-perubahan/", views.proposal_list, name="proposal_list"),
    path("usulan-perubahan/<int:pk>/", views.proposal_detail, name="proposal_detail"),
    path("saringan/", views.saved_filter_list, name="saved_filter_list"),
    path("saringan/simpan/", views.saved_filter_keep, name="saved_filter_keep"),
    path("saringan/<int:pk>/", views.saved_filter_edit, name="saved_filter_edit"),
    path("saringan/<int:pk>/hapus/", views.saved_filter_remove, name="saved_filter_remove"),
    path("jejak/", views.audit_list, name="audit_list"),
    path("jejak/<int:pk>/", views.audit_detail, name="audit_detail"),
    path("akses/", views.access_list, name="access_list"),
]
