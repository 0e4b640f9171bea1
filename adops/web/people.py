"""The page 人员."""

from fastapi import APIRouter

router = APIRouter()
